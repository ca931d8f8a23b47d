using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Json;
using Daprlet.Observability;

namespace Daprlet.PubSub;

/// <summary>Sends events to the app over HTTP and reads from its answers what shall become of them.</summary>
internal sealed class AppDelivery(AppChannel app, TraceSampler sampler)
{
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly MediaTypeHeaderValue EventType = new(ContentTypes.CloudEvent);
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != '\t').Append(127).Select(c => (char)c)]);

    /// <summary>What belongs to the connection or is set by the sidecar itself.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-length", "content-type", "expect", "host", "keep-alive", "pubsubName", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    };

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
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.BaseAddress, Clean(path)));
        request.Content = new ReadOnlyMemoryContent(delivered.Body) { Headers = { ContentType = EventType } };
        foreach (var (name, value) in delivered.Message.Metadata)
        {
            if (!OwnHeaders.Contains(name) && value.AsSpan().IndexOfAny(ControlCharacters) < 0 && !request.Headers.TryAddWithoutValidation(name, Bytes(value)))
                request.Content.Headers.TryAddWithoutValidation(name, Bytes(value));
        }
        request.Headers.TryAddWithoutValidation("pubsubName", pubSub);
        if (delivered.TraceParent is { } parent)
            SetTrace(request, sampler.Continue(parent, null));
        return request;
    }

    /// <summary>A trace parent in the message's metadata gives way to a real one only.</summary>
    private static void SetTrace(HttpRequestMessage request, TraceContext trace)
    {
        if (!trace.HasTrace && request.Headers.Contains("traceparent"))
            return;
        request.Headers.Remove("traceparent");
        request.Headers.TryAddWithoutValidation("traceparent", trace.TraceParent);
    }

    /// <summary>The channel sends a character as a byte; a header carries UTF-8.</summary>
    private static string Bytes(string value) => Ascii.IsValid(value) ? value : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));

    private static string Clean(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var plain = query < 0 ? path : path[..query];
        var cleaned = ApiPath.Clean("/" + plain);
        return (cleaned.Length > 1 ? cleaned.TrimEnd('/') : cleaned) + (query < 0 ? "" : path[query..]);
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
