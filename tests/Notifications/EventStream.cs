using System.Net;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.Notifications;

/// <summary>A client of a stream of server-sent events.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public sealed record Event(string Type, string Id, JsonNode Data);

    public static async Task<EventStream> OpenAsync(NotificationsHost host, Guid user, string? lastEventId = null)
    {
        (string, string)[] headers = lastEventId is null ? [] : [("Last-Event-ID", lastEventId)];
        var response = await host.SendAsync(HttpMethod.Get, "/api/v1/notifications/stream", user, headers: [("Accept", "text/event-stream"), .. headers]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; comments and the time to wait are passed over.</summary>
    public async Task<Event> NextAsync()
    {
        var fields = new Dictionary<string, string>();
        while (true)
        {
            var line = await LineAsync() ?? throw new InvalidOperationException("the stream has ended");
            if (line.Length == 0 && fields.TryGetValue("data", out var data)) return new(fields["event"], fields["id"], JsonNode.Parse(data)!);
            if (line.Length == 0) fields.Clear();
            else if (line.Split(": ", 2) is [{ Length: > 0 } name, var value]) fields[name] = value;
        }
    }

    /// <summary>The next comment.</summary>
    public async Task<string> NextCommentAsync()
    {
        while (true)
        {
            var line = await LineAsync() ?? throw new InvalidOperationException("the stream has ended");
            if (line.StartsWith(':')) return line;
        }
    }

    /// <summary>Reads to the end.</summary>
    public async Task EndAsync()
    {
        while (await LineAsync() is not null)
        {
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private async Task<string?> LineAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _lines.ReadLineAsync(limit.Token);
    }
}
