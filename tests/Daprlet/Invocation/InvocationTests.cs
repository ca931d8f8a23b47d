using System.Net;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

public sealed class InvocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SidecarNetwork _network = new();
    private TestApp _app = null!;
    private Sidecar _caller = null!;
    private Sidecar _callee = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Answer);
        _caller = await DaprletHost.StartAsync(new SidecarOptions { AppId = "caller", Network = _network });
        _callee = await DaprletHost.StartAsync(new SidecarOptions { AppId = "callee", Network = _network, AppPort = _app.Port, AppApiToken = "app-token" });
        await _callee.ReadyAsync(Limit);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_caller.HttpPort}") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1.0/invoke/callee/method/orders/1?x=1", null)]
    [InlineData("/orders/1?x=1", "callee")]
    public async Task A_call_reaches_the_app_of_another_sidecar(string path, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent("hello") };
        if (header is not null)
            request.Headers.Add("dapr-app-id", header);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("PUT /orders/1?x=1 caller app-token: hello", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_app_is_an_error_of_Dapr()
    {
        using var response = await _client.GetAsync("/v1.0/invoke/nobody/method/orders");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nobody, err: no host found with the given ID"}""", await response.Content.ReadAsStringAsync());
    }

    private static async Task Answer(HttpContext http)
    {
        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await http.Response.WriteAsync($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers["dapr-caller-app-id"]} {http.Request.Headers["dapr-api-token"]}: {body}");
    }
}
