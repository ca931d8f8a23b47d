using System.Net;
using System.Net.Http.Headers;
using Daprlet.Apps;
using Daprlet.Components.PubSub;
using Daprlet.Http;
using Daprlet.Json;
using Daprlet.Observability;
using Daprlet.PubSub.Bulk;
using Daprlet.PubSub.Delivery;
using Daprlet.Resiliency;

namespace Daprlet.PubSub.Subscribers;

/// <summary>The app as a subscriber over HTTP: a POST for an event, or for several.</summary>
internal sealed class HttpSubscriber(HttpAppChannel app, HttpSubscriptionList list, TraceSampler sampler) : IAppSubscriber
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxBulkAnswerBytes = 4 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue EventType = new(ContentTypes.CloudEvent);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public Task<IReadOnlyList<Subscription>> ListAsync(Policy policy, CancellationToken cancellationToken) => list.AskAsync(policy, cancellationToken);

    public async Task<DeliveryResult> DeliverAsync(Subscription subscription, string path, DeliveredEvent delivered, CancellationToken cancellationToken)
    {
        using var request = Request(subscription, path, delivered.Body, EventType, delivered.TraceParent, delivered.Message.Metadata);
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            // A single event that the app has no route for goes to the dead letter topic.
            return Refusal(response.Message, notFound: DeliveryResult.Rejected("the app answered 404"))
                ?? Verdict(await BoundedBody.ReadAsync(response.Message.Content, MaxAnswerBytes, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return Unreachable(e);
        }
    }

    public async Task<BulkAnswer> DeliverAsync(Subscription subscription, BulkBatch batch, CancellationToken cancellationToken)
    {
        using var request = Request(subscription, batch.Path, HttpBulkRequest.Write(subscription, batch), Json, batch.TraceParent, RequestMetadata.Empty);
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            // Several events that the app has no route for are gone for good.
            return Refusal(response.Message, notFound: DeliveryResult.Done) is { } refusal
                ? BulkAnswer.ForAll(refusal)
                : HttpBulkAnswer.Read(await BoundedBody.ReadAsync(response.Message.Content, MaxBulkAnswerBytes, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return BulkAnswer.ForAll(Unreachable(e));
        }
    }

    /// <param name="path">A path of the app, perhaps with a query; the leading slash may be missing.</param>
    private HttpRequestMessage Request(
        Subscription subscription, string path, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, string? traceParent, IReadOnlyDictionary<string, string> metadata)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.BaseAddress, AppPath.Clean(path)));
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = type } };
        MetadataHeaders.Add(request, metadata);
        request.Headers.Remove(ReservedMetadata.PubSubName);
        request.Headers.TryAddWithoutValidation(ReservedMetadata.PubSubName, subscription.PubSub);
        if (traceParent is not null && !sampler.IsOff)
            MetadataHeaders.SetTrace(request, sampler.Continue(traceParent, null));
        return request;
    }

    private static DeliveryResult Unreachable(HttpRequestException e) => DeliveryResult.Failed($"the app cannot be reached: {e.Message}");

    /// <summary>What an answer's status says; null for a success, whose body has the last word.</summary>
    private static DeliveryResult? Refusal(HttpResponseMessage response, DeliveryResult notFound)
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
            return notFound;
        var status = (int)response.StatusCode;
        return response.IsSuccessStatusCode ? null : DeliveryResult.Failed($"the app answered {status}", status);
    }

    /// <summary>What the app's answer says; a success when it says nothing, whatever else it is.</summary>
    private static DeliveryResult Verdict(byte[] answer)
    {
        if (answer.Length == 0 || JsonMembers.Read(answer) is not { } members)
            return DeliveryResult.Done;
        var status = members.Where(member => string.Equals(member.Key, "status", StringComparison.OrdinalIgnoreCase)).Select(member => members.Text(member.Key)).LastOrDefault();
        return string.IsNullOrEmpty(status) ? DeliveryResult.Done : AppVerdict.Read(status);
    }
}
