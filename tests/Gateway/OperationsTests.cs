using System.Net;
using System.Text.Json.Nodes;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

public sealed class OperationsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/ops/dead-letters";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Dead_letters_of_the_services_come_page_by_page_the_latest_first()
    {
        _gateway.Notifications.Answer = context => AnswerAsync(context, count: 45);

        var first = await ReadAsync(await SendAsync(HttpMethod.Get, Path));
        Assert.Equal(45, (int)first["total"]!);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"notifications.{n}"), Ids(first));
        Assert.Equal("""{"id":"e0","data":{"any":["thing",1.5]}}""", first["items"]![0]!["event"]!.ToJsonString());

        var last = await ReadAsync(await SendAsync(HttpMethod.Get, $"{Path}?page=2&pageSize=30"));
        Assert.Equal(Enumerable.Range(30, 15).Select(n => $"notifications.{n}"), Ids(last));
        Assert.Empty(last["unavailable"]!.AsArray());
        Assert.All(_gateway.Notifications.Received, request => Assert.StartsWith("Bearer ", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_named()
    {
        await _gateway.Notifications.StopAppAsync();

        var page = await ReadAsync(await SendAsync(HttpMethod.Get, Path));

        Assert.Equal(["notifications"], page["unavailable"]!.AsArray().Select(app => (string?)app));
        Assert.Empty(page["items"]!.AsArray());
    }

    [Fact]
    public async Task A_replay_goes_to_the_service_whose_dead_letter_it_is()
    {
        var response = await SendAsync(HttpMethod.Post, $"{Path}/notifications.1a/replay");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = Assert.Single(_gateway.Notifications.Received);
        Assert.Equal(("POST", $"{Path}/notifications.1a/replay"), (received.Method, received.Target));
    }

    [Theory]
    [InlineData("users.1a")]
    [InlineData("payments.1a")]
    [InlineData("notifications")]
    [InlineData("1a")]
    public async Task A_replay_goes_nowhere_else(string id)
    {
        await Problem.ReadAsync(await SendAsync(HttpMethod.Post, $"{Path}/{id}/replay"), HttpStatusCode.NotFound);
        Assert.Empty(_gateway.Notifications.Received);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/notifications.1a/replay")]
    public async Task Customers_are_turned_away(string verb, string path)
    {
        await Problem.ReadAsync(await SendAsync(new(verb), $"{Path}{path}", Roles.Customer), HttpStatusCode.Forbidden);
        Assert.Empty(_gateway.Notifications.Received);
    }

    [Fact]
    public async Task A_token_that_has_expired_opens_nothing()
    {
        var time = new VirtualTime();
        await using var gateway = await GatewayHost.StartAsync(time);
        var token = gateway.Token(Roles.Administrator);
        time.Advance(TimeSpan.FromMinutes(5) + Jwt.ClockSkew);

        foreach (var path in (string[])[Path, "/api/v1/orders", "/api/v1/users/me"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", token) } };
            Assert.Equal("invalid_token", (await Problem.ReadAsync(await gateway.Client.SendAsync(request), HttpStatusCode.Unauthorized)).Code);
        }
        Assert.Empty(gateway.Orders.Received);
        Assert.Empty(gateway.Notifications.Received);
    }

    [Fact]
    public async Task A_page_that_makes_no_sense_gets_400() =>
        await Problem.ReadAsync(await SendAsync(HttpMethod.Get, $"{Path}?page=0"), HttpStatusCode.BadRequest);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, string role = Roles.Administrator)
    {
        using var request = _gateway.Request(verb, path, role);
        return await _gateway.Client.SendAsync(request);
    }

    // As a service answers: a page of its own, the latest first.
    private static Task AnswerAsync(HttpContext context, int count)
    {
        var (page, size) = (int.Parse(context.Request.Query["page"]!), int.Parse(context.Request.Query["pageSize"]!));
        var items = Enumerable.Range(0, count).Skip((page - 1) * size).Take(size).Select(n => new
        {
            id = $"notifications.{n}",
            topic = "shop.orders",
            app = "notifications",
            reason = "unsupported_version",
            at = DateTimeOffset.UnixEpoch.AddDays(100 - n),
            @event = new { id = $"e{n}", data = new { any = new object[] { "thing", 1.5 } } },
        });
        return context.Response.WriteAsJsonAsync(new { items, page, pageSize = size, total = count });
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    private static IEnumerable<string?> Ids(JsonObject page) => page["items"]!.AsArray().Select(item => (string?)item!["id"]);
}
