using System.Globalization;
using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Gateway;

/// <summary>What is limited, and whose requests count together. A client is whom a proxy names, as in <see cref="ProxyTests"/>.</summary>
public sealed class RateLimitTests
{
    private const string Read = "GET /api/v1/products";
    private const string LogIn = "POST /api/v1/users/login";
    private const string Document = "GET /openapi/gateway.json";

    private static readonly (string Key, string Value)[] OneRequest =
    [
        ("FORWARDEDHEADERS_ENABLED", "true"),
        ("RateLimits:Burst", "1"), ("RateLimits:PerSecond", "1"),
        ("RateLimits:CredentialsBurst", "1"), ("RateLimits:CredentialsPerMinute", "1"),
        ("RateLimits:DocumentsBurst", "1"), ("RateLimits:DocumentsPerSecond", "1"),
    ];

    [Theory]
    [InlineData(Read, "203.0.{0}.7", "203.0.{0}.7")]
    [InlineData(Read, "203.0.{0}.7", "::ffff:203.0.{0}.7")]
    [InlineData(Read, "2001:db8:0:{0}::1", "2001:db8:0:{0}:ffff:ffff:ffff:ffff")]
    [InlineData(LogIn, "2001:db8:0:{0}::1", "2001:db8:0:{0}:ffff::2")]
    [InlineData(Document, "2001:db8:0:{0}::1", "2001:db8:0:{0}:ffff::2")]
    public async Task The_addresses_of_one_customer_share_a_limit(string request, string first, string second)
    {
        await using var gateway = await GatewayHost.StartAsync(OneRequest);
        var customer = 0;

        // On a slow machine a second may pass between the two, and the limit allows another: then the next customer tries.
        await Eventually.TrueAsync(async () =>
        {
            customer++;
            Assert.Equal(200, await AskAsync(gateway, request, string.Format(CultureInfo.InvariantCulture, first, customer)));
            return await AskAsync(gateway, request, string.Format(CultureInfo.InvariantCulture, second, customer)) == 429;
        }, "the limit");
    }

    [Theory]
    [InlineData(Read)]
    [InlineData(LogIn)]
    [InlineData(Document)]
    public async Task Every_customer_has_a_limit_of_its_own(string request)
    {
        await using var gateway = await GatewayHost.StartAsync(OneRequest);

        foreach (var address in (string[])["203.0.113.7", "203.0.113.8", "2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:1:1::1"])
            Assert.Equal(200, await AskAsync(gateway, request, address));
    }

    [Fact]
    public async Task Documents_and_Swagger_UI_have_a_limit_together_that_is_nobody_elses()
    {
        await using var gateway = await GatewayHost.StartAsync(("RateLimits:DocumentsBurst", "3"), ("RateLimits:DocumentsPerSecond", "1"));
        string[] paths = ["/openapi/products.json", "/swagger/index.html", "/openapi/gateway.json", "/SWAGGER/index.js"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => gateway.Client.GetAsync(paths[number % paths.Length])));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/api/v1/products")).StatusCode);
    }

    [Fact]
    public async Task Whoever_asks_too_much_still_gets_documents_and_a_probe_its_answer()
    {
        await using var gateway = await GatewayHost.StartAsync(("RateLimits:Burst", "1"), ("RateLimits:PerSecond", "1"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetAsync("/api/v1/products")));

        foreach (var path in (string[])["/healthz", "/readyz", "/openapi/products.json", "/swagger/index.html"])
        {
            for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task What_is_asked_without_a_login_does_not_count_for_customers_behind_the_same_address()
    {
        await using var gateway = await GatewayHost.StartAsync(("RateLimits:Burst", "3"), ("RateLimits:PerSecond", "1"));
        var flood = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetAsync("/api/v1/products")));

        Assert.Contains(flood, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(gateway.Request(HttpMethod.Get, "/api/v1/orders"))).StatusCode);
    }

    private static async Task<int> AskAsync(GatewayHost gateway, string request, string address)
    {
        var answer = await RawHttp.SendAsync(gateway.Address,
            $"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nX-Forwarded-For: 198.51.100.1, {address}\r\n\r\n");
        return int.Parse(answer.Split(' ', 3)[1], CultureInfo.InvariantCulture);
    }
}
