using System.Security.Claims;
using DaprShop.Notifications.Inboxes;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using DaprShop.ServiceDefaults.State.Feeds;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Notifications.Apis;

/// <summary>A user's own inbox; those of others do not exist here.</summary>
internal static class NotificationsApi
{
    public const string Path = "/api/v1/notifications";

    public static void MapNotificationsApi(this WebApplication app)
    {
        var inbox = app.MapGroup(Path).WithTags("Notifications").RequireUser()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        inbox.MapGet("", ListAsync).WithSummary("List your notifications, the latest first");
        inbox.MapPost("/{id:guid}/read", MarkReadAsync).WithSummary("Mark a notification read; doing so twice changes nothing")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        inbox.MapPost("/read", MarkAllReadAsync).WithSummary("Mark all notifications read");
    }

    private static async Task<Results<Ok<InboxResponse>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageRequest page, ClaimsPrincipal user, Inbox inboxes, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        page.Validate(validation);
        if (validation.Failed(out var problem)) return problem;

        var inbox = await inboxes.ReadAsync(user.UserId(), cancellationToken);
        var count = Math.Clamp(inbox.Total - page.Skip, 0, page.Size);
        var numbers = Enumerable.Range(inbox.Total - page.Skip - count, count).Reverse().ToList();
        var entries = await inboxes.EntriesAsync(user.UserId(), inbox, numbers, cancellationToken);
        // Events come in any order; those that came together stand as they happened.
        var items = entries.OrderByDescending(entry => entry.Notification.At).ThenByDescending(entry => entry.Number).Select(NotificationResponse.Of);
        return TypedResults.Ok(new InboxResponse([.. items], inbox.Unread, page.Number, page.Size, inbox.Total));
    }

    private static async Task<Results<Ok<UnreadResponse>, ProblemHttpResult>> MarkReadAsync(
        Guid id, ClaimsPrincipal user, Inbox inboxes, CancellationToken cancellationToken) =>
        await inboxes.MarkReadAsync(user.UserId(), id, cancellationToken) switch
        {
            FeedClosing.Closed => TypedResults.Ok(await CountAsync(user, inboxes, cancellationToken)),
            FeedClosing.TooScattered => Problems.Conflict("too_many_marks",
                "Too many notifications are marked one by one. Mark all of them read, then go on."),
            _ => Problems.NotFound("You have no such notification."),
        };

    private static async Task<Ok<UnreadResponse>> MarkAllReadAsync(ClaimsPrincipal user, Inbox inboxes, CancellationToken cancellationToken)
    {
        await inboxes.MarkAllReadAsync(user.UserId(), cancellationToken);
        return TypedResults.Ok(await CountAsync(user, inboxes, cancellationToken));
    }

    private static async Task<UnreadResponse> CountAsync(ClaimsPrincipal user, Inbox inboxes, CancellationToken cancellationToken)
    {
        var inbox = await inboxes.ReadAsync(user.UserId(), cancellationToken);
        return new UnreadResponse(inbox.Unread, inbox.Total);
    }
}
