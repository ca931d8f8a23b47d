using System.Text.Json;
using Dapr;
using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.DaprSdk;

public sealed class BindingTests : IAsyncLifetime
{
    private KestrelApp _server = null!;
    private Sidecar _sidecar = null!;
    private DaprClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await KestrelApp.StartAsync(app => app.MapPost("/charges", (Charge charge) => Results.Json(charge with { Amount = charge.Amount + 1 }, statusCode: 201)));
        _sidecar = await DaprletHost.StartAsync("shop", DaprletHost.Component("cards", "bindings.http", ("url", $"http://127.0.0.1:{_server.Port}")));
        _client = SdkSidecar.ClientOf(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_binding_takes_an_object_and_gives_one() => Assert.Equal(
        new Charge(6, "€"),
        await _client.InvokeBindingAsync<Charge, Charge>("cards", "post", new Charge(5, "€"), Metadata));

    [Fact]
    public async Task A_binding_gives_bytes_and_its_metadata()
    {
        var request = new BindingRequest("cards", "post") { Data = JsonSerializer.SerializeToUtf8Bytes(new Charge(5, "€"), JsonSerializerOptions.Web) };
        foreach (var (name, value) in Metadata) request.Metadata.Add(name, value);

        var response = await _client.InvokeBindingAsync(request);

        Assert.Equal("201", response.Metadata["statusCode"]);
        Assert.Equal(6, JsonSerializer.Deserialize<Charge>(response.Data.Span, JsonSerializerOptions.Web)!.Amount);
    }

    [Fact]
    public async Task A_binding_that_fails_is_a_DaprException()
    {
        await Assert.ThrowsAsync<DaprException>(() => _client.InvokeBindingAsync("nowhere", "post", new Charge(5, "€")));
        await Assert.ThrowsAsync<DaprException>(() => _client.InvokeBindingAsync("cards", "post", new Charge(5, "€"), new Dictionary<string, string> { ["path"] = "/nowhere" }));
    }

    private static Dictionary<string, string> Metadata => new() { ["path"] = "/charges", ["Content-Type"] = "application/json" };

    private sealed record Charge(int Amount, string Currency);
}
