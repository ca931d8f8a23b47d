using System.Net;
using System.Net.Http.Json;
using Dapr;
using Dapr.Client;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Sdk.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Sdk.Sidecar;

public sealed class SidecarApiTests(SidecarFixture sidecar) : IClassFixture<SidecarFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DaprClient _client = sidecar.Client;

    [Fact]
    public async Task A_sidecar_is_waited_for_and_healthy()
    {
        await _client.WaitForSidecarAsync().WaitAsync(Limit);

        Assert.True(await _client.CheckOutboundHealthAsync());
    }

    [Fact]
    public async Task A_secret_is_read_and_an_absent_store_is_a_DaprException()
    {
        Assert.Equal("s3cret", (await _client.GetSecretAsync("secrets", "SHOP_SECRET"))["SHOP_SECRET"]);
        Assert.Equal("s3cret", (await _client.GetBulkSecretAsync("secrets"))["SHOP_SECRET"]["SHOP_SECRET"]);
        await Assert.ThrowsAsync<DaprException>(() => _client.GetSecretAsync("nowhere", "NONE"));
    }

    [Fact]
    public async Task Metadata_tells_the_app_its_components_and_what_was_added()
    {
        await _client.SetMetadataAsync("a key/+", "a välue");

        var metadata = await _client.GetMetadataAsync();

        Assert.Equal("tests", metadata.Id);
        Assert.Equal("a välue", metadata.Extended["a key/+"]);
        var store = metadata.Components.Single(component => component.Name == "store");
        Assert.Equal("state.in-memory", store.Type);
        Assert.Contains("ETAG", store.Capabilities);
    }

    [Fact]
    public async Task Without_the_token_nothing_is_answered()
    {
        await using var other = await DaprletHost.StartAsync(new SidecarOptions { AppId = "guarded", DaprApiToken = "secret", Components = [DaprletHost.Component("store", "state.in-memory")] });
        using var client = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{other.HttpPort}").UseDaprApiToken("").Build();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("store", "k"));

        Assert.Equal(HttpStatusCode.Unauthorized, Assert.IsType<HttpRequestException>(exception.InnerException).StatusCode);
    }

    [Fact]
    public async Task An_invocation_reaches_the_app_with_path_query_body_and_status()
    {
        await using var app = await TestApp.StartAsync(app => app.MapPut("/orders/{id}", (string id, string q, HttpRequest request) => Results.Json(new { id, q, type = request.ContentType }, statusCode: 202)));
        await using var host = await DaprletHost.StartAsync(new SidecarOptions { AppId = "orders", AppPort = app.Client.BaseAddress!.Port });
        await host.ReadyAsync(Limit);
        using var client = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{host.HttpPort}").Build();
        using var orders = client.CreateInvokableHttpClient("orders");

        using var response = await orders.PutAsJsonAsync("/orders/a%20b?q=c%26d", new { n = 1 });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"id":"a b","q":"c&d","type":"application/json; charset=utf-8"}""", await response.Content.ReadAsStringAsync());
    }
}
