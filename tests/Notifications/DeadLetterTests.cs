using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.Notifications;

public sealed class DeadLetterTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private const string Path = "/api/v1/ops/dead-letters";

    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task Another_major_version_becomes_a_dead_letter_that_says_so_and_a_new_field_does_not()
    {
        var known = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        known["data"]!["mood"] = "fine";
        known["weather"] = "fine";
        await PublishAsync(known);
        var unknown = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user, 2));
        unknown["type"] = "shop.order.paid.v2";
        await PublishAsync(unknown);

        var letter = await LetterAsync(unknown);

        Assert.Equal("unsupported_version", (string?)letter["reason"]);
        Assert.Equal("notifications", (string?)letter["app"]);
        Assert.Equal(OrderEvents.Topic, (string?)letter["topic"]);
        Assert.Equal("shop.order.paid.v2", (string?)letter["event"]!["type"]);
        Assert.Equal($"{_user}", (string?)letter["event"]!["data"]!["userId"]);
        Assert.True((DateTimeOffset)letter["at"]! > DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal((1, 1), await host.CountsAsync(_user));
    }

    [Fact]
    public async Task What_nobody_here_knows_is_none_of_our_business()
    {
        var other = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        other["type"] = "shop.order.shipped.v3";
        Assert.Equal("SUCCESS", await host.DeliverAsync(other));
        Assert.Equal((0, 0), await host.CountsAsync(_user));
    }

    [Fact]
    public async Task Data_that_breaks_the_contract_becomes_a_dead_letter()
    {
        foreach (var (field, value) in new (string, JsonNode?)[] { ("userId", "nobody"), ("total", "much"), ("orderId", null), ("total", 1.234m) })
        {
            var broken = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
            broken["data"]![field] = value;
            await PublishAsync(broken);
            Assert.Equal("malformed_data", (string?)(await LetterAsync(broken))["reason"]);
        }

        Assert.Equal((0, 0), await host.CountsAsync(_user));
    }

    [Fact]
    public async Task What_is_no_event_at_all_becomes_a_dead_letter()
    {
        var text = $"no event, {Guid.NewGuid()}";
        using var content = new StringContent(text, Encoding.UTF8, "text/plain");
        var response = await host.Instances[0].Client.PostAsync($"/v1.0/publish/pubsub/{OrderEvents.Topic}?metadata.rawPayload=true", content);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);

        var letter = await host.DeadLetterAsync(letter => letter["event"] is JsonValue && (string?)letter["event"] == Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

        Assert.Equal("not_an_event", (string?)letter["reason"]);
        Assert.Equal("replay_failed", (await Problem.ReadAsync(await host.ReplayAsync(letter), HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task An_event_that_could_not_be_stored_is_delivered_again_or_replayed_and_replaying_twice_changes_nothing()
    {
        var paid = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        host.Store.BeforeWrite = operation => operation.Key.Contains($"{_user}", StringComparison.Ordinal) ? global::Daprlet.Components.State.StateFault.Refused("full") : null;
        await PublishAsync(paid);
        var letter = await LetterAsync(paid);
        Assert.Equal("delivery_failed", (string?)letter["reason"]);
        host.Store.BeforeWrite = _ => null;

        var replays = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.ReplayAsync(letter)));
        foreach (var replay in replays) Assert.NotNull((await NotificationsHost.ReadAsync(replay, HttpStatusCode.OK))["replayedAt"]);
        await PublishAsync(paid);

        Assert.Equal((1, 1), await host.CountsAsync(_user));
        Assert.DoesNotContain((await host.DeadLettersAsync("?pageSize=100"))["items"]!.AsArray(), other => (string?)other!["id"] == (string?)letter["id"]);
    }

    [Fact]
    public async Task An_administrator_finds_a_dead_letter_at_the_gateway_and_replays_it_there_into_the_inbox_once()
    {
        await using var gateway = await host.StartGatewayAsync();
        var paid = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        host.Store.BeforeWrite = operation => operation.Key.Contains($"{_user}", StringComparison.Ordinal) ? global::Daprlet.Components.State.StateFault.Refused("full") : null;
        await PublishAsync(paid);
        await LetterAsync(paid);
        host.Store.BeforeWrite = _ => null;

        var list = await NotificationsHost.ReadAsync(await host.SendAsync(gateway, HttpMethod.Get, $"{Path}?pageSize=100"), HttpStatusCode.OK);
        var letter = list["items"]!.AsArray().Single(item => item!["event"] is JsonObject happened && (string?)happened["id"] == (string?)paid["id"])!;
        for (var i = 0; i < 2; i++)
        {
            var replay = await host.SendAsync(gateway, HttpMethod.Post, $"{Path}/{letter["id"]}/replay");
            Assert.NotNull((await NotificationsHost.ReadAsync(replay, HttpStatusCode.OK))["replayedAt"]);
        }

        Assert.Equal((1, 1), await host.CountsAsync(_user));
        list = await NotificationsHost.ReadAsync(await host.SendAsync(gateway, HttpMethod.Get, $"{Path}?pageSize=100"), HttpStatusCode.OK);
        Assert.DoesNotContain(list["items"]!.AsArray(), other => (string?)other!["id"] == (string?)letter["id"]);
    }

    [Fact]
    public async Task A_dead_letter_that_comes_twice_is_listed_once()
    {
        var unknown = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        unknown["type"] = "shop.order.paid.v9";
        await PublishAsync(unknown);
        await PublishAsync(unknown);
        var last = NotificationsHost.CloudEvent(NotificationsHost.Paid(_user));
        last["type"] = "shop.order.paid.v9";
        await PublishAsync(last);

        await LetterAsync(last);
        await LetterAsync(unknown);
    }

    [Fact]
    public async Task Dead_letters_are_for_administrators()
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Post, "/notifications.x/replay") })
            await Problem.ReadAsync(await host.SendAsync(method, $"{Path}{path}", _user), HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("notifications.x")]
    [InlineData("orders.x")]
    [InlineData("x")]
    public async Task A_dead_letter_that_is_not_there_gets_404(string id) => await Problem.ReadAsync(
        await host.SendAsync(HttpMethod.Post, $"{Path}/{id}/replay", _user, Roles.Administrator), HttpStatusCode.NotFound);

    private async Task PublishAsync(JsonObject cloudEvent)
    {
        using var content = new StringContent(cloudEvent.ToJsonString(), new MediaTypeHeaderValue("application/cloudevents+json"));
        var response = await host.Instances[0].Client.PostAsync($"/v1.0/publish/pubsub/{OrderEvents.Topic}", content);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private Task<JsonObject> LetterAsync(JsonObject cloudEvent) =>
        host.DeadLetterAsync(letter => letter["event"] is JsonObject && (string?)letter["event"]!["id"] == (string?)cloudEvent["id"]);
}
