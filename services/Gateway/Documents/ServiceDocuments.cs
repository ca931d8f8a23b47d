using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapr.Client;
using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.OpenApi;
using Microsoft.Extensions.Options;

namespace DaprShop.Gateway.Documents;

/// <summary>The services' OpenAPI documents, as far as the gateway forwards what they describe.</summary>
internal sealed class ServiceDocuments(DaprClient dapr, SidecarClient sidecar, IOptions<ForwardingOptions> options)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a service's document; null if the service does not give it now.</summary>
    public async Task<JsonObject?> GetAsync(ForwardedRoute route, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.Timeout);
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Get, route.AppId, OpenApiExtensions.DocumentPath);
        try
        {
            using var response = await sidecar.SendAsync(request, timeout.Token);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            await response.Content.LoadIntoBufferAsync(MaxBytes, timeout.Token);
            return await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(timeout.Token), cancellationToken: timeout.Token)
                is JsonObject document ? Publish(document, route) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static JsonObject Publish(JsonObject document, ForwardedRoute route)
    {
        document["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
        if (document["paths"] is not JsonObject paths) return document;
        foreach (var path in paths.Select(entry => entry.Key).Where(path => !IsForwarded(path, route)).ToList())
            paths.Remove(path);
        return document;
    }

    private static bool IsForwarded(string path, ForwardedRoute route) =>
        path == route.Prefix || path.StartsWith(route.Prefix + "/", StringComparison.Ordinal);
}
