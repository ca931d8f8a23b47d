using System.Net.Http.Headers;
using System.Text.Json;
using Daprlet.Apps;
using Daprlet.Expressions;
using Daprlet.Http;
using Daprlet.Json;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>Asks an app for its subscriptions, <c>GET /dapr/subscribe</c>.</summary>
/// <param name="policy">Repeats the question when the app cannot be reached.</param>
internal sealed partial class ProgrammaticSubscriptions(string appId, Policy policy, ILogger logger)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <summary>The app's subscriptions; null when it cannot be asked or its answer cannot be used.</summary>
    public async Task<IReadOnlyList<Subscription>?> AskAsync(HttpAppChannel app, CancellationToken cancellationToken)
    {
        try
        {
            return Decode(await policy.RunAsync(token => ReadAsync(app, token), cancellationToken));
        }
        catch (HttpRequestException e)
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

    private async Task<byte[]> ReadAsync(HttpAppChannel app, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.BaseAddress, "dapr/subscribe"));
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        using var response = await app.SendAsync(request, cancellationToken);
        if (response.Message.StatusCode == System.Net.HttpStatusCode.OK)
            return await BoundedBody.ReadAsync(response.Message.Content, MaxAnswerBytes, cancellationToken);
        if (response.Message.StatusCode != System.Net.HttpStatusCode.NotFound)
            LogRefused(logger, (int)response.Message.StatusCode);
        return [];
    }

    private IReadOnlyList<Subscription> Decode(byte[] answer)
    {
        if (answer.Length == 0)
            return [];
        var json = JsonMembers.FirstValue(answer) ?? throw new JsonException("the answer is not JSON");
        var documents = JsonSerializer.Deserialize<List<SubscriptionDocument?>>(json.Span, JsonSerializerOptions.Web) ?? [];
        var subscriptions = documents.Select(document => (document ?? new()).ToSubscription(SubscriptionKind.Programmatic)).ToList();
        foreach (var subscription in subscriptions.Where(subscription => subscription.Rules.Count == 0))
            LogNoPath(logger, subscription.PubSub, subscription.Topic);
        return [.. subscriptions.Where(subscription => subscription.Rules.Count > 0)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app cannot be asked for its subscriptions: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The app's subscriptions cannot be used, no subscription is started: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The app answered {Status} to GET /dapr/subscribe: no subscriptions")]
    private static partial void LogRefused(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription for pubsub {PubSub}, topic {Topic} has no path and is passed over")]
    private static partial void LogNoPath(ILogger logger, string pubSub, string topic);
}
