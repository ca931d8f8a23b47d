using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.DeadLetters;

/// <summary>The events that this service did not handle, for administrators. The gateway puts the services' lists together.</summary>
public static class DeadLettersApi
{
    /// <summary>Where every service that handles events has them, and the gateway all of them.</summary>
    public const string Path = "/api/v1/ops/dead-letters";

    private const int MaxIdLength = 128;

    internal static void MapDeadLettersApi(this WebApplication app)
    {
        var letters = app.MapGroup(Path).WithTags("Dead letters").RequireAdministrator()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        letters.MapGet("", ListAsync).WithSummary("List the events that this service did not handle, the latest first");
        letters.MapPost("/{id}/replay", ReplayAsync).WithSummary("Handle one again; doing so twice changes nothing")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<Page<DeadLetter>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageRequest page, DeadLetterStore letters, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        page.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        var (items, total) = await letters.ReadAsync(page.Skip, page.Size, cancellationToken);
        return TypedResults.Ok(new Page<DeadLetter>(items, page.Number, page.Size, total));
    }

    private static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> ReplayAsync(
        string id, DeadLetterStore letters, EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (id.Length > MaxIdLength || await letters.FindAsync(id, cancellationToken) is not { } letter)
            return Problems.NotFound("There is no such dead letter.");
        if (letter.ReplayedAt is null)
        {
            var reason = ReceivedEvent.From(letter.Event) is { } received
                ? (await delivery.HandleAsync(letter.Topic, received, cancellationToken)).Reason
                : DeadLetterStore.NotAnEvent;
            if (reason is not null) return Failed(reason);
        }

        return TypedResults.Ok(await letters.CloseAsync(letter, cancellationToken));
    }

    private static ProblemHttpResult Failed(string reason) => Problems.Create(
        StatusCodes.Status409Conflict, "replay_failed", "The event was not handled this time either.",
        new KeyValuePair<string, object?>("reason", reason));
}
