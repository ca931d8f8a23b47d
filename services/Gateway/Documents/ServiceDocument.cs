using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapr.Client;
using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Gateway.Documents;

/// <summary>
/// A service's OpenAPI document, as far as the gateway forwards what it describes. However many ask, the service is asked once a minute;
/// when it does not answer, what it answered before is given.
/// </summary>
internal sealed class ServiceDocument
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailureValidity = TimeSpan.FromSeconds(1);

    // A service that has just started takes its time to make the document; nobody need wait as long who can have the last one.
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly DaprClient _dapr;
    private readonly SidecarClient _sidecar;
    private readonly ForwardedRoute _route;
    private readonly TimeProvider _time;
    private readonly SharedAnswer<Reading> _readings;
    private TaggedContent? _last;

    public ServiceDocument(DaprClient dapr, SidecarClient sidecar, ForwardedRoute route, TimeProvider time)
    {
        (_dapr, _sidecar, _route, _time) = (dapr, sidecar, route, time);
        _readings = new(ReadAsync, reading => reading.Succeeded ? Validity : FailureValidity, time);
    }

    /// <summary>The document; null if the service has never given one and does not now.</summary>
    public async Task<TaggedContent?> GetAsync(CancellationToken cancellationToken) => (await _readings.GetAsync(cancellationToken)).Document;

    private async Task<Reading> ReadAsync()
    {
        if (await TryReadAsync() is not { } document) return new Reading(_last, Succeeded: false);
        _last = new TaggedContent(JsonSerializer.SerializeToUtf8Bytes(Publish(document)), TaggedContent.Json);
        return new Reading(_last, Succeeded: true);
    }

    private async Task<JsonObject?> TryReadAsync()
    {
        using var limit = new CancellationTokenSource(_last is null ? FirstLimit : Limit, _time);
        try
        {
            using var request = _dapr.CreateInvokeMethodRequest(HttpMethod.Get, _route.AppId, OpenApiExtensions.DocumentPath);
            using var response = await _sidecar.SendAsync(request, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            await response.Content.LoadIntoBufferAsync(MaxBytes, limit.Token);
            return await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(limit.Token), cancellationToken: limit.Token) as JsonObject;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException)
        {
            return null;
        }
    }

    private JsonObject Publish(JsonObject document)
    {
        document["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
        if (document["paths"] is not JsonObject paths) return document;
        foreach (var path in paths.Select(entry => entry.Key).Where(path => !IsForwarded(path)).ToList())
            paths.Remove(path);
        return document;
    }

    private bool IsForwarded(string path) => path == _route.Prefix || path.StartsWith(_route.Prefix + "/", StringComparison.Ordinal);

    private sealed record Reading(TaggedContent? Document, bool Succeeded);
}
