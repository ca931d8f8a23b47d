using System.Text.Json;
using DaprShop.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http.Features;

namespace DaprShop.Notifications.Streams;

/// <summary>Writes an answer as server-sent events (HTML standard, section 9.2), each of them at once.</summary>
internal sealed class ServerSentEvents(HttpResponse response)
{
    private const int RetryMilliseconds = 2000;

    /// <summary>Begins the answer.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return WriteAsync($"retry: {RetryMilliseconds}\n\n", cancellationToken);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="type">What a client listens for.</param>
    /// <param name="id">What a client that comes back says it has seen.</param>
    /// <param name="data">The event's data, as one line of JSON.</param>
    public Task SendAsync<T>(string type, int id, T data, CancellationToken cancellationToken) =>
        WriteAsync($"event: {type}\nid: {id}\ndata: {JsonSerializer.Serialize(data, ShopJson.State)}\n\n", cancellationToken);

    /// <summary>Sends a sign of life that clients pass over.</summary>
    public Task SendHeartbeatAsync(CancellationToken cancellationToken) => WriteAsync(": heartbeat\n\n", cancellationToken);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
