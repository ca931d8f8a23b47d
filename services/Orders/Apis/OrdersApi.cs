using System.Security.Claims;
using DaprShop.Contracts;
using DaprShop.Orders.Clients;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Processing;
using DaprShop.Orders.Storage;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DaprShop.Orders.Apis;

/// <summary>A customer's own orders; those of others do not exist for them.</summary>
internal static class OrdersApi
{
    private const string Path = "/api/v1/orders";

    public static void MapOrdersApi(this WebApplication app)
    {
        var orders = app.MapGroup(Path).WithTags("Orders").RequireUser()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.MapPost("", PlaceAsync).WithSummary("Place an order; repeat it with the same Idempotency-Key if the answer is lost")
            .WithIdempotencyKey(required: true)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        orders.MapGet("", ListAsync).WithSummary("List your orders, the newest first");

        var order = orders.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        order.MapGet("", GetAsync).WithSummary("Get an order");
        order.MapPut("", EditAsync).WithSummary("Change an order before it is paid")
            .ProducesProblem(StatusCodes.Status409Conflict);
        order.MapPost("/pay", PayAsync).WithSummary("Pay an order; paying twice charges once")
            .ProducesProblem(StatusCodes.Status402PaymentRequired)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        order.MapGet("/payments", GetPaymentsAsync).WithSummary("See what was charged for an order, and refunded; an administrator sees anybody's");
        order.MapPost("/confirm", ConfirmAsync).WithSummary("Confirm that an order has arrived")
            .ProducesProblem(StatusCodes.Status409Conflict);
        order.MapPost("/cancel", CancelAsync).WithSummary("Cancel an order; what was paid is refunded")
            .ProducesProblem(StatusCodes.Status409Conflict);
        order.MapDelete("", DeleteAsync).WithSummary("Delete an order that is completed, cancelled or rejected")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Created<OrderResponse>, ProblemHttpResult>> PlaceAsync(
        OrderBody body, HttpRequest request, HttpResponse response, ClaimsPrincipal user, OrderProcess process, CancellationToken cancellationToken)
    {
        var (key, problem) = request.IdempotencyKeyOf();
        if (problem is not null) return problem;
        var validation = new Validation();
        var draft = body.Validate(validation);
        if (validation.Failed(out problem)) return problem;
        var outcome = await process.PlaceAsync(user.UserId(), key, draft, cancellationToken);
        return outcome is OrderOutcome.Done { Order: var order }
            ? TypedResults.Created($"{Path}/{order.Id}", OrderResponse.Of(order))
            : outcome.ToProblem(response);
    }

    private static async Task<Results<Ok<Page<OrderResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery] string? status, [AsParameters] PageRequest page, ClaimsPrincipal user, OrderHistory history, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        page.Validate(validation);
        OrderStatus? wanted = Enum.GetNames<OrderStatus>().Contains(status) ? Enum.Parse<OrderStatus>(status!) : null;
        validation.Require(string.IsNullOrEmpty(status) || wanted is not null, "status",
            $"Must be one of {string.Join(", ", Enum.GetNames<OrderStatus>())}.");
        if (validation.Failed(out var problem)) return problem;
        var (orders, total) = await history.ReadAsync(user.UserId(), wanted, page.Skip, page.Size, cancellationToken);
        return TypedResults.Ok(new Page<OrderResponse>([.. orders.Select(OrderResponse.Of)], page.Number, page.Size, total));
    }

    private static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal user, OrderHistory history, CancellationToken cancellationToken) =>
        await history.FindAsync(user.UserId(), id, cancellationToken) is { } order
            ? TypedResults.Ok(OrderResponse.Of(order))
            : OrderResults.NoSuchOrder();

    private static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> EditAsync(
        Guid id, OrderBody body, ClaimsPrincipal user, HttpResponse response, OrderProcess process, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        var draft = body.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        return Answer(await process.EditAsync(user.UserId(), id, draft, cancellationToken), response);
    }

    private static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> PayAsync(
        Guid id, PayBody body, ClaimsPrincipal user, HttpResponse response, OrderProcess process, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        body.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        return Answer(await process.PayAsync(user.UserId(), id, body.PaymentToken!, cancellationToken), response);
    }

    // Payments knows the money of an order, and not whose order it is: that is known here.
    private static async Task<Results<Ok<PaymentStatement>, ProblemHttpResult>> GetPaymentsAsync(
        Guid id, ClaimsPrincipal user, OrderHistory history, PaymentsClient payments, CancellationToken cancellationToken)
    {
        var order = user.IsInRole(Roles.Administrator)
            ? await history.FindOfAnybodyAsync(id, cancellationToken)
            : await history.FindAsync(user.UserId(), id, cancellationToken);
        if (order is null) return OrderResults.NoSuchOrder();
        var statement = await payments.StatementAsync(id, cancellationToken);
        return TypedResults.Ok(statement with { Currency = order.Content.Currency });
    }

    private static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> ConfirmAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, OrderProcess process, CancellationToken cancellationToken) =>
        Answer(await process.ConfirmAsync(user.UserId(), id, cancellationToken), response);

    private static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> CancelAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, OrderProcess process, CancellationToken cancellationToken) =>
        Answer(await process.CancelAsync(user.UserId(), id, cancellationToken), response);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, ClaimsPrincipal user, HttpResponse response, OrderProcess process, CancellationToken cancellationToken)
    {
        var outcome = await process.DeleteAsync(user.UserId(), id, cancellationToken);
        return outcome is OrderOutcome.Done ? TypedResults.NoContent() : outcome.ToProblem(response);
    }

    private static Results<Ok<OrderResponse>, ProblemHttpResult> Answer(OrderOutcome outcome, HttpResponse response) =>
        outcome is OrderOutcome.Done done ? TypedResults.Ok(OrderResponse.Of(done.Order)) : outcome.ToProblem(response);
}
