using System.Net;
using System.Text;
using DaprShop.Testing;

namespace DaprShop.Tests.Gateway;

/// <summary>Attempts to reach through the gateway what it does not forward, or to steer Dapr through it.</summary>
public sealed class MaliciousRequestTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    public static TheoryData<string> UnlistedPaths =>
    [
        "/dapr/subscribe",
        "/dapr/config",
        "/v1.0/invoke/users/method/internal/v1/jwks",
        "/v1.0/state/users-state/user-1",
        "/v1.0/metadata",
        "/v1.0/shutdown",
        "/actors/ProductActor/7/method/Reserve",
        "/events/orders",
        "/internal/v1/jwks",
        "/api/v1/usersx",
        "/api/v1/payments",
        "/api/v1/baskets",
        "/internal/v1/offers",
        "/api/v1/users.products",
        "/api/v2/users",
        "/api",
        "/openapi/v1.json",
        "/openapi/payments.json",
        "/swagger/../../v1.0/metadata",
    ];

    public static TheoryData<string> UnsafePaths =>
    [
        "/api/v1/products/../../../dapr/subscribe",
        "/api/v1/products/./x",
        "/api/v1/products/..",
        "/api/v1/products/%2e%2e/%2e%2e/internal/v1/jwks",
        "/api/v1/products/%2E%2E%2Finternal",
        "/api/v1/products/..%2f..%2f..%2factors/ProductActor/7/method/Reserve",
        "/api/v1/products/..%252f..%252fdapr",
        "/api/v1/products/%252e%252e/x",
        "/api/v1/products/..%5c..%5cdapr",
        "/api/v1/products/..\\..\\dapr",
        "/api/v1/products//x",
        "//api/v1/products",
        "//internal/v1/jwks",
        "/api/v1/products/",
        "/api/v1/products/%00",
        "/api/v1/products/x%00y",
        "/api/v1/products/%0d%0aX-Evil:%201",
        "/api/v1/products/%7f",
        "/api/v1/products/%c2%85",
        "/api/v1/products/%23x",
        "/api/v1/products/%3fx",
        "/api/v1/products/%ff",
        "/api/v1/products/%c0%ae%c0%ae/x",
        "/api/v1/products/%ed%a0%80",
        "/api/v1/products/%zz",
        "/api/v1/products/%4",
        "/api/v1/products/%",
        "/api/v1%2fproducts",
        "/api%2fv1/products",
        "http://products/v1.0/metadata",
        "*",
        "/api/v1/products/" + new string('x', 2000),
    ];

    [Theory]
    [MemberData(nameof(UnlistedPaths))]
    public async Task What_is_not_listed_is_not_there(string path)
    {
        var before = Arrived();

        Assert.Contains(await RawHttp.GetStatusAsync(gateway.Address, path, Authorized()), new[] { 400, 404 });

        Assert.Equal(before, Arrived());
    }

    [Theory]
    [MemberData(nameof(UnsafePaths))]
    public async Task A_path_that_servers_disagree_about_is_refused(string target)
    {
        var before = Arrived();

        Assert.Contains(await RawHttp.GetStatusAsync(gateway.Address, target, Authorized()), new[] { 400, 404, 405, 414 });

        Assert.Equal(before, Arrived());
    }

    [Theory]
    [InlineData("dapr-app-id: orders")]
    [InlineData("Dapr-App-Id: orders")]
    [InlineData("dapr-api-token: token-of-the-sidecar")]
    [InlineData("Dapr-Reentrancy-Id: 1")]
    [InlineData("dapr-caller-app-id: users")]
    [InlineData("destination-app-id: orders")]
    [InlineData("Authorization: Basic ZGFwci1hcHAtaWQ6b3JkZXJz")]
    [InlineData("Forwarded: for=198.51.100.1;host=orders")]
    [InlineData("X-Forwarded-For: 198.51.100.1")]
    [InlineData("X-Forwarded-Host: orders")]
    [InlineData("X-Forwarded-Prefix: /x")]
    [InlineData("X-Real-IP: 198.51.100.1")]
    [InlineData("grpc-timeout: 1S")]
    [InlineData("grpc-trace-bin: AAAA")]
    [InlineData("Cookie: a=b")]
    [InlineData("TE: trailers")]
    [InlineData("Keep-Alive: 1")]
    [InlineData("Proxy-Authorization: Basic AAAA")]
    [InlineData("baggage: not a baggage")]
    [InlineData("traceparent: 00-00000000000000000000000000000001-0000000000000001-01")]
    public async Task A_header_that_steers_or_claims_does_not_arrive(string header)
    {
        var value = header.Split(':', 2)[1].Trim();
        var before = gateway.Products.Received.Count;

        var status = await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products/7", header + "\r\n");

        Assert.Equal(200, status);
        Assert.Equal(before + 1, gateway.Products.Received.Count);
        var received = gateway.Products.Received.Last();
        Assert.Equal("/api/v1/products/7", received.Target);
        Assert.DoesNotContain(received.Headers, arrived => arrived.Value == value || arrived.Value.Contains("198.51.100.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: a\u0001b\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: a\u007fb\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: \u00c3\u00a9\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: \u00ff\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: a\rb\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX A: b\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\n folded\r\n\r\n")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /api/v1/products\u0001 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /api/v1/products/\u00ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("POST /api/v1/users/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx")]
    [InlineData("POST /api/v1/users/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /api/v1/users/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("POST /api/v1/users/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    public async Task A_request_that_is_not_HTTP_gets_a_4xx_and_does_not_arrive(string request)
    {
        var before = Arrived();

        var answer = await RawHttp.SendAsync(gateway.Address, request);

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.Equal(before, Arrived());
    }

    [Theory]
    [InlineData("FOO")]
    [InlineData("TRACE")]
    [InlineData("OPTIONS")]
    [InlineData("INVOKE")]
    public async Task A_verb_that_the_shop_does_not_have_does_not_arrive(string verb)
    {
        var before = Arrived();

        foreach (var path in (string[])["/api/v1/orders", "/api/v1/users/login"])
        {
            using var response = await gateway.Client.SendAsync(gateway.Request(new(verb), path));
            await Problem.ReadAsync(response, HttpStatusCode.MethodNotAllowed);
            Assert.Equal(["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"], response.Content.Headers.Allow.Order());
        }

        Assert.Equal(before, Arrived());
    }

    [Fact]
    public async Task A_verb_in_small_letters_arrives_as_the_verb_that_it_was_taken_for()
    {
        await RawHttp.SendAsync(gateway.Address, "get /api/v1/products/small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal("GET", gateway.Products.Received.Single(received => received.Target == "/api/v1/products/small").Method);
    }

    [Fact]
    public async Task A_header_that_Connection_names_does_not_arrive()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products/7");
        request.Headers.Add("X-Secret", "1");
        request.Headers.Connection.Add("X-Secret");

        await gateway.Client.SendAsync(request);

        Assert.False(gateway.Products.Received.Last().Headers.ContainsKey("X-Secret"));
    }

    [Fact]
    public async Task A_request_hidden_behind_another_is_not_one()
    {
        const string Hidden = "GET /api/v1/products/hidden HTTP/1.1\r\nHost: x\r\n\r\n";
        var request = "POST /api/v1/users/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            + $"{Hidden.Length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}";

        await RawHttp.SendAsync(gateway.Address, request);

        Assert.DoesNotContain(gateway.Products.Received, received => received.Target.EndsWith("hidden", StringComparison.Ordinal));
        Assert.Empty(gateway.Users.Received.Last(received => received.Method == "POST").Body);
    }

    [Fact]
    public async Task Headers_that_are_too_many_or_too_long_get_431()
    {
        Assert.Equal(431, await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products", $"X-Long: {new string('x', 64 * 1024)}\r\n"));
        Assert.Equal(431, await RawHttp.GetStatusAsync(
            gateway.Address, "/api/v1/products", string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: 1\r\n"))));
    }

    [Fact]
    public async Task What_is_just_short_enough_for_the_gateway_and_too_long_behind_it_is_the_clients_fault()
    {
        foreach (var length in (int[])[7000, 8000, 8050, 8100, 8120, 8140, 8160, 8170, 8180, 9000])
            Assert.Contains(await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products?search=" + new string('x', length - 30)), new[] { 200, 414, 431 }); // a sidecar counts the line as a header
        foreach (var length in (int[])[30_000, 31_000, 32_000, 32_200, 32_400, 32_500, 32_600, 32_700, 33_000])
        {
            var headers = string.Concat(Enumerable.Range(0, 4).Select(number => $"X-{number}: {new string('x', (length / 4) - 7)}\r\n"));
            Assert.Contains(await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products", headers), new[] { 200, 431 });
        }
    }

    [Fact]
    public async Task The_clients_own_address_arrives_as_the_gateway_saw_it()
    {
        await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products/7", "X-Forwarded-For: 198.51.100.1\r\n");

        Assert.StartsWith("127.0.0.1", gateway.Products.Received.Last().Headers["X-Forwarded-For"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_claims_another_encoding_arrives_as_it_is()
    {
        using var request = gateway.Request(HttpMethod.Post, "/api/v1/orders");
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes("not gzip"));
        request.Content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(request)).StatusCode);
        Assert.Equal("not gzip", Encoding.ASCII.GetString(gateway.Orders.Received.Last().Body));
    }

    private string Authorized() => $"Authorization: Bearer {gateway.Token("administrator")}\r\n";

    // The gateway itself asks Users for its keys.
    private int Arrived() => gateway.Products.Received.Count + gateway.Orders.Received.Count
        + gateway.Users.Received.Count(request => request.Target != "/internal/v1/jwks");
}
