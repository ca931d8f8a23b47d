using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Bindings;

/// <summary>A sidecar whose app asks an output binding.</summary>
internal sealed class BindingSidecar : IAsyncDisposable
{
    private readonly Sidecar _sidecar;
    private readonly HttpClient _client;

    private BindingSidecar(Sidecar sidecar)
    {
        _sidecar = sidecar;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };
    }

    public static async Task<BindingSidecar> StartAsync(params ComponentManifest[] components) =>
        new(await DaprletHost.StartAsync("shop", components));

    /// <summary>Asks a binding; the data is left out when it is null.</summary>
    public Task<HttpResponseMessage> InvokeAsync(string binding, string operation, object? data = null, params (string Name, string Value)[] metadata) =>
        _client.PostAsJsonAsync($"/v1.0/bindings/{binding}", new { operation, data, metadata = metadata.ToDictionary(item => item.Name, item => item.Value) });

    /// <summary>Asks a binding and answers the message of the error that it must end with.</summary>
    public async Task<string> FailAsync(string binding, string operation, object? data = null, params (string Name, string Value)[] metadata)
    {
        using var response = await InvokeAsync(binding, operation, data, metadata);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("ERR_INVOKE_OUTPUT_BINDING", (string?)body["errorCode"]);
        Assert.Equal(500, (int)response.StatusCode);
        return (string)body["message"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
    }
}
