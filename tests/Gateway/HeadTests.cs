using System.Net;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

/// <summary>HEAD is answered as GET is, without the body (RFC 9110, 9.3.2).</summary>
public sealed class HeadTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/index.css", 200)]
    [InlineData("/index.js", 200)]
    [InlineData("/api.js", 200)]
    [InlineData("/healthz", 200)]
    [InlineData("/readyz", 200)]
    [InlineData("/openapi/products.json", 200)]
    [InlineData("/openapi/gateway.json", 200)]
    [InlineData("/swagger", 301)]
    [InlineData("/swagger/index.html", 200)]
    [InlineData("/swagger/swagger-ui.css", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/api/v1/ops/dead-letters", 401)]
    [InlineData("/api/v1/orders", 401)]
    [InlineData("/api/v1/products", 200)]
    [InlineData("/api/v1/products//7", 400)]
    public async Task What_the_gateway_answers_has_the_headers_of_GET_and_no_body(string path, int status)
    {
        gateway.Products.Answer = context =>
        {
            context.Response.Headers.ETag = "\"7\"";
            return context.Response.WriteAsJsonAsync(new { });
        };
        var get = await gateway.Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        var head = await gateway.Client.SendAsync(request);
        var raw = await RawHttp.SendAsync(gateway.Address, $"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal(((HttpStatusCode)status, (HttpStatusCode)status), (get.StatusCode, head.StatusCode));
        Assert.Equal(Headers(get), Headers(head));
        Assert.EndsWith("\r\n\r\n", raw, StringComparison.Ordinal);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength ?? 0);
    }

    [Fact]
    public async Task Of_events_that_go_on_it_gives_the_headers()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Notifications.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        using var answer = await own.Client.SendAsync(own.Request(HttpMethod.Head, "/api/v1/notifications/stream"));

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Null(answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("DELETE", "/", "GET, HEAD")]
    [InlineData("POST", "/openapi/products.json", "GET, HEAD")]
    [InlineData("POST", "/healthz", "GET, HEAD")]
    [InlineData("PUT", "/api/v1/ops/dead-letters", "GET, HEAD")]
    [InlineData("GET", "/api/v1/ops/dead-letters/notifications.1/replay", "POST")]
    [InlineData("HEAD", "/api/v1/ops/dead-letters/notifications.1/replay", "POST")]
    public async Task What_can_be_asked_for_otherwise_gets_405_and_how(string verb, string path, string allowed)
    {
        using var answer = await gateway.Client.SendAsync(gateway.Request(new(verb), path, "administrator"));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
        if (verb != "HEAD") await Problem.ReadAsync(answer, HttpStatusCode.MethodNotAllowed);
    }

    // The date may differ by a second, and how a body is sent only matters where there is one.
    private static IEnumerable<string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "traceparent"))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order();
}
