using System.Globalization;
using System.Security.Claims;
using Dapr;
using DaprShop.Notifications.Streams;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Notifications.Apis;

/// <summary>Live updates of a user's own inbox, as server-sent events.</summary>
internal static partial class NotificationStreamApi
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapNotificationStreamApi(this WebApplication app) =>
        app.MapGet($"{NotificationsApi.Path}/stream", StreamAsync).WithTags("Notifications").RequireUser()
            .WithSummary("Follow your inbox: an event 'notification' for each new one, 'unread' whenever the counts change; Last-Event-ID goes on where a stream ended")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .DisableRequestTimeout();

    private static async Task StreamAsync(
        HttpContext context, ClaimsPrincipal user, NotificationStream stream, StreamLimits limits,
        IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    {
        if (!TryReadLastEventId(context.Request, out var after))
        {
            await Problems.Invalid(new Dictionary<string, string[]> { [LastEventId] = ["Must be the id of an event of this stream."] }).ExecuteAsync(context);
            return;
        }

        using var lease = limits.TryOpen(user.UserId());
        if (lease is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problems.Create(StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many streams are open. Close one.").ExecuteAsync(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await stream.FollowAsync(user.UserId(), after, new ServerSentEvents(context.Response), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its client or this instance is leaving; a client that is still there comes back.
        }
        catch (DaprException exception) when (context.Response.HasStarted)
        {
            LogEnded(loggers.CreateLogger<NotificationStream>(), exception.GetBaseException().Message);
        }
    }

    private static bool TryReadLastEventId(HttpRequest request, out int? after)
    {
        after = null;
        if (request.Headers[LastEventId] is not { Count: > 0 } values) return true;
        if (!int.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        after = number;
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "A stream ends, the inbox cannot be read: {Reason}")]
    private static partial void LogEnded(ILogger logger, string reason);
}
