using System.Net;
using System.Net.Http.Headers;
using Daprlet.Apps;
using Daprlet.Components.PubSub;
using Daprlet.Http;
using Daprlet.Observability;

namespace Daprlet.PubSub.Bulk;

/// <summary>Sends several events to the app in one request over HTTP.</summary>
internal sealed class AppBulkDelivery(HttpAppChannel app, TraceSampler sampler)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <param name="path">A path of the app; the leading slash may be missing.</param>
    public async Task<BulkAnswer> SendAsync(string id, Subscription subscription, string path, IReadOnlyList<BulkEntryContent> entries, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.BaseAddress, AppPath.Clean(path)));
        request.Content = new ReadOnlyMemoryContent(BulkRequest.Write(id, subscription, entries)) { Headers = { ContentType = Json } };
        request.Headers.TryAddWithoutValidation(AppDelivery.PubSubNameHeader, subscription.PubSub);
        if (!sampler.IsOff && entries.Select(entry => entry.Event?.TraceParent).LastOrDefault(parent => parent is not null) is { } trace)
            MetadataHeaders.SetTrace(request, sampler.Continue(trace, null));
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            return await ReadAsync(response.Message, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            return BulkAnswer.ForAll(DeliveryResult.Failed($"the app cannot be reached: {e.Message}"));
        }
    }

    /// <summary>A 404 drops the messages for good: unlike those of single deliveries they go to no dead letter topic.</summary>
    private static async Task<BulkAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
            return BulkAnswer.ForAll(DeliveryResult.Done);
        return response.IsSuccessStatusCode
            ? BulkAnswer.Read(await BoundedBody.ReadAsync(response.Content, MaxAnswerBytes, cancellationToken))
            : BulkAnswer.ForAll(DeliveryResult.Failed($"the app answered {(int)response.StatusCode}"));
    }
}
