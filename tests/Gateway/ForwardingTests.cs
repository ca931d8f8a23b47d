using System.Net;
using System.Net.Http.Json;
using System.Text;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

public sealed class ForwardingTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task A_request_arrives_with_its_verb_path_query_headers_and_body()
    {
        using var request = gateway.Request(HttpMethod.Post, "/api/v1/orders/a%20b/%E2%82%AC?x=1&y=%2F%2B&x=2");
        request.Content = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", "one");
        request.Headers.Add("X-Custom", ["a", "b"]);

        var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = gateway.Orders.Received.Last();
        Assert.Equal("POST", received.Method);
        Assert.Equal("/api/v1/orders/a%20b/%E2%82%AC", received.Target.Split('?')[0]);
        Assert.Equal("x=1&y=%2F%2B&x=2", received.Target.Split('?')[1]);
        Assert.Equal("one", received.Headers["Idempotency-Key"]);
        Assert.Equal("a,b", received.Headers["X-Custom"].Replace(" ", "", StringComparison.Ordinal));
        Assert.StartsWith("Bearer ", received.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", received.Headers["Content-Type"]);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(received.Body));
    }

    [Fact]
    public async Task A_basket_arrives_at_its_service_with_what_it_is_changed_by()
    {
        using var request = gateway.Request(HttpMethod.Put, "/api/v1/basket");
        request.Content = new StringContent("""{"items":[]}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", "\"7\"");

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(request)).StatusCode);

        var received = gateway.Baskets.Received.Last();
        Assert.Equal(("PUT", "/api/v1/basket", "\"7\""), (received.Method, received.Target, received.Headers["If-Match"]));
    }

    [Fact]
    public async Task An_answer_comes_back_with_its_status_headers_and_body()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Products.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = "/api/v1/products/7";
            context.Response.Headers.ETag = "\"1.5\"";
            context.Response.Headers["dapr-secret"] = "x";
            context.Response.Headers.Server = "secret";
            context.Response.Headers.SetCookie = "a=b";
            return context.Response.WriteAsync("created");
        };

        var response = await own.Client.GetAsync("/api/v1/products");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/api/v1/products/7", response.Headers.Location?.ToString());
        Assert.Equal("\"1.5\"", response.Headers.ETag?.ToString());
        Assert.Equal("created", await response.Content.ReadAsStringAsync());
        foreach (var (name, _) in response.Headers)
        {
            Assert.False(name.StartsWith("dapr-", StringComparison.OrdinalIgnoreCase), name);
            Assert.DoesNotContain(name, new[] { "Server", "Set-Cookie", "X-Powered-By" });
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/products")]
    [InlineData("HEAD", "/api/v1/products")]
    [InlineData("GET", "/api/v1/products/7")]
    [InlineData("POST", "/api/v1/users")]
    [InlineData("POST", "/api/v1/users/login")]
    [InlineData("POST", "/api/v1/users/refresh")]
    [InlineData("POST", "/api/v1/users/logout")]
    public async Task What_is_open_needs_no_login(string verb, string path) =>
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(new(new(verb), path))).StatusCode);

    [Theory]
    [InlineData("GET", "/api/v1/users")]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("PUT", "/api/v1/users/me")]
    [InlineData("GET", "/api/v1/users/login")]
    [InlineData("POST", "/api/v1/products")]
    [InlineData("DELETE", "/api/v1/products/7")]
    [InlineData("POST", "/api/v1/products/7/stock")]
    [InlineData("GET", "/api/v1/notifications")]
    [InlineData("GET", "/api/v1/ops/dead-letters")]
    [InlineData("GET", "/api/v1/orders")]
    [InlineData("POST", "/api/v1/orders")]
    [InlineData("PATCH", "/api/v1/orders/7")]
    [InlineData("GET", "/api/v1/basket")]
    [InlineData("POST", "/api/v1/basket/checkout")]
    public async Task Everything_else_needs_one_and_nothing_arrives_without(string verb, string path)
    {
        await using var own = await GatewayHost.StartAsync();

        await Problem.ReadAsync(await own.Client.SendAsync(new(new(verb), path)), HttpStatusCode.Unauthorized);
        using var forged = new HttpRequestMessage(new(verb), path);
        forged.Headers.TryAddWithoutValidation("Authorization", "Bearer " + gateway.Token());
        await Problem.ReadAsync(await own.Client.SendAsync(forged), HttpStatusCode.Unauthorized);

        Assert.Empty(own.Products.Received);
        Assert.Empty(own.Orders.Received);
        Assert.Empty(own.Baskets.Received);
        Assert.Empty(own.Notifications.Received);
        Assert.All(own.Users.Received, request => Assert.Equal("/internal/v1/jwks", request.Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_1_MiB_gets_413(bool lengthKnown)
    {
        using var request = gateway.Request(HttpMethod.Post, "/api/v1/orders");
        request.Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]);
        request.Headers.TransferEncodingChunked = !lengthKnown;
        request.Headers.ExpectContinue = true;

        var problem = await Problem.ReadAsync(await gateway.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("body_too_large", problem.Code);
    }

    [Fact]
    public async Task A_large_body_passes_both_ways_whether_or_not_its_length_is_known()
    {
        await using var own = await GatewayHost.StartAsync();
        var body = new byte[1_000_000]; // chunks count with their framing
        Random.Shared.NextBytes(body);
        own.Orders.Answer = context => context.Response.Body.WriteAsync(own.Orders.Received.Last().Body).AsTask();

        foreach (var chunked in new[] { false, true })
        {
            using var request = own.Request(HttpMethod.Post, "/api/v1/orders");
            request.Content = new ByteArrayContent(body);
            request.Headers.TransferEncodingChunked = chunked;

            var response = await own.Client.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_problem_of_a_service_passes_as_it_is()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Products.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return context.Response.WriteAsJsonAsync(
                new { status = 409, title = "Conflict", detail = "No.", code = "insufficient_stock", traceId = "t" },
                options: null, contentType: "application/problem+json");
        };

        var problem = await Problem.ReadAsync(await own.Client.GetAsync("/api/v1/products/7"), HttpStatusCode.Conflict);

        Assert.Equal("insufficient_stock", problem.Code);
    }

    [Fact]
    public async Task A_redirect_passes_and_is_not_followed()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Products.Answer = context =>
        {
            context.Response.Redirect("http://192.0.2.1/elsewhere");
            return Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.Redirect, (await own.Client.GetAsync("/api/v1/products/7")).StatusCode);
    }

    [Fact]
    public async Task A_service_that_is_down_gets_503_until_it_is_back()
    {
        await using var own = await GatewayHost.StartAsync();
        await own.Products.StopAppAsync();

        var response = await own.Client.GetAsync("/api/v1/products");

        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("service_unavailable", problem.Code);
        Assert.DoesNotContain("invoke", problem.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_service_without_a_sidecar_gets_503()
    {
        await using var own = await GatewayHost.StartAsync();
        await own.Products.DisposeAsync();

        await Problem.ReadAsync(await own.Client.GetAsync("/api/v1/products"), HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task The_gateways_own_sidecar_being_gone_gets_503()
    {
        await using var own = await GatewayHost.StartAsync();
        await own.Sidecar.StopAsync();

        var response = await own.Client.GetAsync("/api/v1/products");

        Assert.Equal("service_unavailable", (await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable)).Code);
        Assert.NotNull(response.Headers.RetryAfter);
        await Problem.ReadAsync(await own.Client.SendAsync(own.Request(HttpMethod.Get, "/api/v1/orders")), HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_gets_504()
    {
        await using var own = await GatewayHost.StartAsync(("Forwarding:Timeout", "00:00:00.300"));
        own.Products.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var problem = await Problem.ReadAsync(await own.Client.GetAsync("/api/v1/products"), HttpStatusCode.GatewayTimeout);

        Assert.Equal("gateway_timeout", problem.Code);
    }

    [Fact]
    public async Task Server_sent_events_pass_one_by_one_for_longer_than_an_answer_may_take()
    {
        var time = new VirtualTime();
        await using var own = await GatewayHost.StartAsync(time, ("Forwarding:Timeout", "00:00:30"));
        var seen = new TaskCompletionSource();
        own.Notifications.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await seen.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        };

        using var request = own.Request(HttpMethod.Get, "/api/v1/notifications/stream");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await own.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: 1", await lines.ReadLineAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        seen.SetResult();
        Assert.Equal("\ndata: 2\n\n", await lines.ReadToEndAsync());
    }

    [Fact]
    public async Task An_error_that_is_no_problem_of_ours_gets_502_and_tells_nothing()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Products.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return context.Response.WriteAsync("password hunter2");
        };

        var response = await own.Client.GetAsync("/api/v1/products");

        Assert.Equal("bad_gateway", (await Problem.ReadAsync(response, HttpStatusCode.BadGateway)).Code);
        Assert.DoesNotContain("hunter2", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_get_429_and_when_to_come_again()
    {
        await using var own = await GatewayHost.StartAsync(("RateLimits:Burst", "5"), ("RateLimits:PerSecond", "1"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => own.Client.GetAsync("/api/v1/products")));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Select(answer => answer.StatusCode).Distinct().Order());
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("too_many_requests", (await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests)).Code);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), own.Products.Received.Count);
    }

    [Fact]
    public async Task Logins_are_limited_more_strictly_whatever_the_case_of_the_path()
    {
        await using var own = await GatewayHost.StartAsync(("RateLimits:CredentialsBurst", "3"), ("RateLimits:CredentialsPerMinute", "1"));
        string[] paths = ["/api/v1/users/login", "/api/v1/users/LOGIN", "/api/v1/users", "/API/v1/users/login"];

        foreach (var number in Enumerable.Range(0, 12))
            (await own.Client.PostAsJsonAsync(paths[number % paths.Length], new { })).Dispose();

        Assert.Equal(3, own.Users.Received.Count(request => request.Method == "POST"));
        Assert.Equal(HttpStatusCode.OK, (await own.Client.GetAsync("/api/v1/products")).StatusCode);
    }
}
