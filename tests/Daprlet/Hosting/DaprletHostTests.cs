using System.Net;
using System.Net.Http.Json;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Hosting;

public sealed class DaprletHostTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_test_starts_a_sidecar_with_components_and_uses_its_api()
    {
        await using var sidecar = await DaprletHost.StartAsync("orders", DaprletHost.Component("store", "state.in-memory"));
        using var client = ClientOf(sidecar);

        using var saved = await client.PostAsJsonAsync("/v1.0/state/store", new[] { new { key = "k", value = "v" } });

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.Equal("\"v\"", await client.GetStringAsync("/v1.0/state/store/k"));
    }

    [Fact]
    public async Task A_component_can_stand_as_yaml()
    {
        var component = DaprletHost.ComponentFrom("""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: store
            spec:
              type: state.in-memory
              version: v1
            """);
        await using var sidecar = await DaprletHost.StartAsync("orders", component);
        using var client = ClientOf(sidecar);

        using var response = await client.GetAsync("/v1.0/state/store/absent");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task An_app_learns_from_its_environment_where_its_sidecar_is_and_which_tokens_count()
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "orders", DaprApiToken = "to-dapr", AppApiToken = "to-app" });

        var environment = sidecar.AppEnvironment();

        Assert.Equal("orders", environment["APP_ID"]);
        Assert.Equal($"{sidecar.HttpPort}", environment["DAPR_HTTP_PORT"]);
        Assert.Equal($"http://127.0.0.1:{sidecar.HttpPort}", environment["DAPR_HTTP_ENDPOINT"]);
        Assert.Equal($"{sidecar.GrpcPort}", environment["DAPR_GRPC_PORT"]);
        Assert.Equal($"http://127.0.0.1:{sidecar.GrpcPort}", environment["DAPR_GRPC_ENDPOINT"]);
        Assert.Equal("to-dapr", environment["DAPR_API_TOKEN"]);
        Assert.Equal("to-app", environment["APP_API_TOKEN"]);
    }

    [Fact]
    public async Task An_app_can_be_connected_after_the_start_and_the_sidecar_is_ready_when_it_listens()
    {
        await using var sidecar = await DaprletHost.StartAsync("orders");
        Assert.True(sidecar.Health.IsReady);
        await using var app = await TestApp.StartAsync(http => http.Response.WriteAsync("from the app"));

        sidecar.ConnectApp(app.Port);
        await sidecar.ReadyAsync(Limit);

        using var client = ClientOf(sidecar);
        Assert.Equal("from the app", await client.GetStringAsync("/v1.0/invoke/orders/method/hello"));
    }

    [Fact]
    public async Task A_stop_lets_a_call_under_way_finish()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/slow")
                return;
            entered.SetResult();
            await release.Task;
            await http.Response.WriteAsync("finished");
        });
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "orders", AppPort = app.Port, GracefulShutdown = Limit });
        await sidecar.ReadyAsync(Limit);
        using var client = ClientOf(sidecar);

        var call = client.GetStringAsync("/v1.0/invoke/orders/method/slow");
        await entered.Task.WaitAsync(Limit);
        var stop = sidecar.StopAsync();
        release.SetResult();

        Assert.Equal("finished", await call.WaitAsync(Limit));
        await stop.WaitAsync(Limit);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/v1.0/healthz"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public async Task The_shutdown_api_ends_the_sidecar(string? force, bool forced)
    {
        await using var sidecar = await DaprletHost.StartAsync("orders");
        using var client = ClientOf(sidecar);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/shutdown");
        if (force is not null)
            request.Headers.Add("dapr-force-shutdown", force);

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(forced, await sidecar.Ended.WaitAsync(Limit));
    }

    private static HttpClient ClientOf(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };
}
