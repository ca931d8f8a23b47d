using System.Text.Json;
using Daprlet.Expressions;
using Daprlet.PubSub.Subscribers;
using Daprlet.Resiliency;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>The subscriptions that an app names when it is asked.</summary>
/// <param name="policy">Repeats the question when the app cannot be reached.</param>
internal sealed partial class ProgrammaticSubscriptions(Policy policy, ILogger logger)
{
    /// <summary>The app's subscriptions; null when it cannot be asked or its answer cannot be used.</summary>
    public async Task<IReadOnlyList<Subscription>?> AskAsync(IAppSubscriber app, CancellationToken cancellationToken)
    {
        try
        {
            return await app.ListAsync(policy, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or RpcException)
        {
            LogUnreachable(logger, e.Message);
            return null;
        }
        catch (Exception e) when (e is JsonException or ExpressionException)
        {
            LogUnusable(logger, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app cannot be asked for its subscriptions: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The app's subscriptions cannot be used, no subscription is started: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string reason);
}
