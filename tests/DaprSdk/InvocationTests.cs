using System.Net;
using System.Net.Http.Json;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.DaprSdk;

public sealed class InvocationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_call_reaches_the_app_with_path_query_body_and_status()
    {
        await using var app = await KestrelApp.StartAsync(app => app.MapPut("/orders/{id}", (string id, string q, HttpRequest request) => Results.Json(new { id, q, type = request.ContentType }, statusCode: 202)));
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "orders", AppPort = app.Port, DaprApiToken = SdkSidecar.Token });
        await sidecar.ReadyAsync(Limit);
        using var client = SdkSidecar.ClientOf(sidecar);
        using var orders = client.CreateInvokableHttpClient("orders");

        using var response = await orders.PutAsJsonAsync("/orders/a%20b?q=c%26d", new { n = 1 });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"id":"a b","q":"c&d","type":"application/json; charset=utf-8"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_app_that_is_not_there_is_an_error_of_the_sidecar()
    {
        await using var sidecar = await DaprletHost.StartAsync("alone");
        using var client = SdkSidecar.ClientOf(sidecar);
        using var nobody = client.CreateInvokableHttpClient("nobody");

        using var response = await nobody.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("ERR_DIRECT_INVOKE", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
