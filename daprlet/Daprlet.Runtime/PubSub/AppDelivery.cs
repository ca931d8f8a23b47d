using System.Net;
using System.Net.Http.Headers;
using Daprlet.Apps;
using Daprlet.Components.PubSub;
using Daprlet.Http;
using Daprlet.Json;
using Daprlet.Observability;

namespace Daprlet.PubSub;

/// <summary>Sends events to the app over HTTP and reads from its answers what shall become of them.</summary>
internal sealed class AppDelivery(HttpAppChannel app, TraceSampler sampler)
{
    /// <summary>Tells the app which component an event comes through.</summary>
    public const string PubSubNameHeader = "pubsubName";

    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly MediaTypeHeaderValue EventType = new(ContentTypes.CloudEvent);
    /// <param name="path">A path of the app, perhaps with a query; the leading slash may be missing.</param>
    public async Task<DeliveryResult> SendAsync(string pubSub, string path, DeliveredEvent delivered, CancellationToken cancellationToken)
    {
        using var request = Request(pubSub, path, delivered);
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            return await ReadAsync(response.Message, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            return DeliveryResult.Failed($"the app cannot be reached: {e.Message}");
        }
    }

    private HttpRequestMessage Request(string pubSub, string path, DeliveredEvent delivered)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.BaseAddress, AppPath.Clean(path)));
        request.Content = new ReadOnlyMemoryContent(delivered.Body) { Headers = { ContentType = EventType } };
        MetadataHeaders.Add(request, delivered.Message.Metadata);
        request.Headers.Remove(PubSubNameHeader);
        request.Headers.TryAddWithoutValidation(PubSubNameHeader, pubSub);
        if (delivered.TraceParent is { } parent && !sampler.IsOff)
            MetadataHeaders.SetTrace(request, sampler.Continue(parent, null));
        return request;
    }

    private static async Task<DeliveryResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.NotFound)
            return DeliveryResult.Rejected("the app answered 404");
        if (!response.IsSuccessStatusCode)
            return DeliveryResult.Failed($"the app answered {status}", status);
        return Word(await BoundedBody.ReadAsync(response.Content, MaxAnswerBytes, cancellationToken)) switch
        {
            "" or "SUCCESS" => DeliveryResult.Done,
            "RETRY" => DeliveryResult.Failed("the app asked to retry"),
            "DROP" => DeliveryResult.Rejected("the app asked to drop it"),
            var other => DeliveryResult.Failed($"unknown status returned from app: {other}"),
        };
    }

    /// <summary>The status in an answer; empty when there is none, whatever else it is.</summary>
    private static string Word(byte[] answer)
    {
        if (answer.Length == 0 || JsonMembers.Read(answer) is not { } members)
            return "";
        return members.Where(member => string.Equals(member.Key, "status", StringComparison.OrdinalIgnoreCase)).Select(member => members.Text(member.Key)).LastOrDefault() ?? "";
    }
}
