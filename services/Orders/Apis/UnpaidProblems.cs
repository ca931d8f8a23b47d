using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Orders.Apis;

/// <summary>The problems of a customer who keeps too much from others without having paid.</summary>
internal static class UnpaidProblems
{
    public static ProblemHttpResult Of(OrderOutcome.TooMuchUnpaid refused)
    {
        var names = string.Join(", ", refused.Lines.Select(line => line.Name));
        return refused.Refusal.Kind switch
        {
            UnpaidLimit.Orders => Create(refused, ErrorCodes.TooManyUnpaidOrders,
                "You have too many orders that are not paid. Pay or cancel one of them first."),
            UnpaidLimit.Pieces => Create(refused, ErrorCodes.TooManyUnpaidPieces,
                $"Your unpaid orders would hold too many pieces of: {names}. Pay or cancel one of them first, or order fewer."),
            UnpaidLimit.Time => Create(refused, ErrorCodes.UnpaidForTooLong,
                $"Your orders have held this for too long without being paid: {names}. Pay the one that holds it, or leave it to others for a while."),
            _ => throw new ArgumentOutOfRangeException(nameof(refused), refused.Refusal.Kind, null),
        };
    }

    private static ProblemHttpResult Create(OrderOutcome.TooMuchUnpaid refused, string code, string detail) => Problems.Create(
        StatusCodes.Status409Conflict, code, detail,
        new KeyValuePair<string, object?>("productIds", refused.Lines.Select(line => line.ProductId)));
}
