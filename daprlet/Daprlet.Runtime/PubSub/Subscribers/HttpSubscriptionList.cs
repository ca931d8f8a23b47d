using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Daprlet.Apps;
using Daprlet.Http;
using Daprlet.Json;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscribers;

/// <summary>Asks an app over HTTP for its subscriptions, <c>GET /dapr/subscribe</c>.</summary>
internal sealed partial class HttpSubscriptionList(HttpAppChannel app, string appId, ILogger logger)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <inheritdoc cref="IAppSubscriber.ListAsync"/>
    public async Task<IReadOnlyList<Subscription>> AskAsync(Policy policy, CancellationToken cancellationToken) =>
        Decode(await policy.RunAsync(ReadAsync, cancellationToken));

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.BaseAddress, "dapr/subscribe"));
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        using var response = await app.SendAsync(request, cancellationToken);
        if (response.Message.StatusCode == HttpStatusCode.OK)
            return await BoundedBody.ReadAsync(response.Message.Content, MaxAnswerBytes, cancellationToken);
        if (response.Message.StatusCode != HttpStatusCode.NotFound)
            LogRefused(logger, (int)response.Message.StatusCode);
        return [];
    }

    private IReadOnlyList<Subscription> Decode(byte[] answer)
    {
        if (answer.Length == 0)
            return [];
        var json = JsonMembers.FirstValue(answer) ?? throw new JsonException("the answer is not JSON");
        var documents = JsonSerializer.Deserialize<List<SubscriptionDocument?>>(GoUnicode.Replace(json).Span, JsonSerializerOptions.Web) ?? [];
        var subscriptions = documents.Select(document => (document ?? new()).ToSubscription(SubscriptionKind.Programmatic)).ToList();
        foreach (var subscription in subscriptions.Where(subscription => subscription.Rules.Count == 0))
            LogNoPath(logger, subscription.PubSub, subscription.Topic);
        return [.. subscriptions.Where(subscription => subscription.Rules.Count > 0)];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The app answered {Status} to GET /dapr/subscribe: no subscriptions")]
    private static partial void LogRefused(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription for pubsub {PubSub}, topic {Topic} has no path and is passed over")]
    private static partial void LogNoPath(ILogger logger, string pubSub, string topic);
}
