using System.Net;
using DaprShop.Contracts.Events;
using DaprShop.Testing;

namespace DaprShop.Tests.Notifications;

public sealed class InboxTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task What_is_published_becomes_a_notification()
    {
        var paid = NotificationsHost.Paid(_user);
        await host.PublishAsync(paid);

        await Eventually.TrueAsync(async () => (await host.CountsAsync(_user)).Total == 1, "the notification");
        var inbox = await host.InboxAsync(_user);
        var item = inbox["items"]![0]!;
        Assert.Equal(1, (int)inbox["unread"]!);
        Assert.Equal("shop.order.paid.v1", (string?)item["type"]);
        Assert.Equal(paid.OrderId, (Guid)item["orderId"]!);
        Assert.Equal("Thank you: your payment of 99.80 EUR has arrived.", (string?)item["text"]);
        Assert.Equal(paid.At, (DateTimeOffset)item["at"]!);
        Assert.False((bool)item["read"]!);
        Assert.NotEqual(Guid.Empty, (Guid)item["id"]!);
    }

    [Fact]
    public async Task An_event_that_both_instances_get_many_times_at_once_becomes_one_notification()
    {
        OrderLifeEvent[] events = [.. Enumerable.Range(1, 5).Select(number => NotificationsHost.Paid(_user, number))];

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => host.DeliverAsync(events[n % events.Length], instance: n / 5 % 2)));
        foreach (var answer in answers.Distinct()) Assert.Contains(answer, new[] { "SUCCESS", "503" });
        foreach (var happened in events) Assert.Equal("SUCCESS", await host.DeliverAsync(happened));

        Assert.Equal((5, 5), await host.CountsAsync(_user));
        var orders = (await host.InboxAsync(_user, instance: 1))["items"]!.AsArray().Select(item => (Guid)item!["orderId"]!);
        Assert.Equal(events.Select(happened => happened.OrderId).Order(), orders.Order());
    }

    [Fact]
    public async Task Every_event_of_an_order_has_words()
    {
        var (order, at) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        OrderLifeEvent[] life =
        [
            new OrderPlaced(order, _user, 1, at, [new(order, "Lamp", 5m, 3)], 15m, "EUR"),
            new OrderPlaced(order, _user, 2, at, [new(order, "Lamp", 5m, 1), new(_user, "Cup", 5m, 1)], 10m, "EUR"),
            new OrderAwaitingPayment(order, _user, 3, at, 15m, "EUR"),
            new OrderAwaitingPayment(order, _user, 4, at, 15m, "EUR", at),
            new OrderRejected(order, _user, 5, at, [order]),
            new OrderPaid(order, _user, 6, at, 15m, "EUR"),
            new OrderCompleted(order, _user, 7, at),
            new OrderRefunded(order, _user, 8, at, 15m, "EUR"),
            .. Enum.GetValues<CancellationReason>().Select((reason, n) => new OrderCancelled(order, _user, 9 + n, at, reason)),
        ];
        foreach (var happened in life) Assert.Equal("SUCCESS", await host.DeliverAsync(happened));

        var items = (await host.InboxAsync(_user))["items"]!.AsArray();
        Assert.Equal(life.Length, items.Select(item => (string)item!["text"]!).Distinct().Count());
        Assert.Equal(OrderEvents.Types.Keys.Order(), items.Select(item => (string)item!["type"]!).Distinct().Order());
    }

    [Fact]
    public async Task Pages_show_the_latest_first_and_each_notification_once_however_many_there_are()
    {
        var start = DateTimeOffset.UtcNow;
        OrderLifeEvent[] events = [.. Enumerable.Range(1, 140).Select(number => NotificationsHost.Paid(_user, number) with { At = start.AddSeconds(number) })];
        foreach (var happened in events) Assert.Equal("SUCCESS", await host.DeliverAsync(happened));
        foreach (var happened in events.Where((_, n) => n % 20 == 0)) Assert.Equal("SUCCESS", await host.DeliverAsync(happened, instance: 1));

        var listed = new List<Guid>();
        for (var page = 1; page <= 5; page++)
        {
            var inbox = await host.InboxAsync(_user, $"?page={page}&pageSize=30");
            Assert.Equal((140, 140), ((int)inbox["total"]!, (int)inbox["unread"]!));
            listed.AddRange(inbox["items"]!.AsArray().Select(item => (Guid)item!["orderId"]!));
        }

        Assert.Equal(events.Select(happened => happened.OrderId).Reverse(), listed);
        Assert.Empty((await host.InboxAsync(_user, "?page=6&pageSize=30"))["items"]!.AsArray());
        var oldest = (await host.InboxAsync(_user, "?page=140&pageSize=1"))["items"]![0]!;
        await NotificationsHost.ReadAsync(await host.MarkReadAsync(_user, (string?)oldest["id"]), HttpStatusCode.OK);
        Assert.Equal((139, 140), await host.CountsAsync(_user));
    }

    [Fact]
    public async Task Events_that_come_out_of_order_are_shown_as_they_happened()
    {
        var (order, at) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        await host.DeliverAsync(new OrderCompleted(order, _user, 3, at.AddMinutes(2)));
        await host.DeliverAsync(new OrderPaid(order, _user, 2, at.AddMinutes(1), 15m, "EUR"));
        await host.DeliverAsync(new OrderAwaitingPayment(order, _user, 1, at, 15m, "EUR"));

        Assert.Equal(
            ["shop.order.completed.v1", "shop.order.paid.v1", "shop.order.awaiting-payment.v1"],
            (await host.InboxAsync(_user))["items"]!.AsArray().Select(item => (string)item!["type"]!));
    }

    [Fact]
    public async Task Marking_read_counts_once_and_can_be_repeated()
    {
        foreach (var number in Enumerable.Range(1, 3)) await host.DeliverAsync(NotificationsHost.Paid(_user, number));
        var id = (string?)(await host.InboxAsync(_user))["items"]![1]!["id"];

        Assert.Equal(2, (int)(await NotificationsHost.ReadAsync(await host.MarkReadAsync(_user, id), HttpStatusCode.OK))["unread"]!);
        Assert.Equal(2, (int)(await NotificationsHost.ReadAsync(await host.MarkReadAsync(_user, id, instance: 1), HttpStatusCode.OK))["unread"]!);
        var items = (await host.InboxAsync(_user))["items"]!.AsArray();
        Assert.Equal([id], items.Where(item => (bool)item!["read"]!).Select(item => (string?)item!["id"]));

        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal(0, (int)(await NotificationsHost.ReadAsync(await host.MarkReadAsync(_user), HttpStatusCode.OK))["unread"]!);
        Assert.Equal((0, 3), await host.CountsAsync(_user));
        await host.DeliverAsync(NotificationsHost.Paid(_user, 4));
        Assert.Equal((1, 4), await host.CountsAsync(_user));
    }

    [Fact]
    public async Task An_empty_inbox_is_one_and_can_be_marked_read()
    {
        Assert.Equal((0, 0), await host.CountsAsync(_user));
        await NotificationsHost.ReadAsync(await host.MarkReadAsync(_user), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_sees_or_marks_the_notifications_of_somebody_else()
    {
        await host.DeliverAsync(NotificationsHost.Paid(_user));
        var id = (string?)(await host.InboxAsync(_user))["items"]![0]!["id"];
        var stranger = Guid.CreateVersion7();

        Assert.Equal((0, 0), await host.CountsAsync(stranger));
        await Problem.ReadAsync(await host.MarkReadAsync(stranger, id), HttpStatusCode.NotFound);
        Assert.Equal((1, 1), await host.CountsAsync(_user));
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?pageSize=101")]
    [InlineData("?page=x")]
    public async Task A_page_that_makes_no_sense_gets_400(string query) => await Problem.ReadAsync(
        await host.SendAsync(HttpMethod.Get, $"/api/v1/notifications{query}", _user), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("GET", "/api/v1/notifications")]
    [InlineData("GET", "/api/v1/notifications/stream")]
    [InlineData("POST", "/api/v1/notifications/read")]
    [InlineData("GET", "/api/v1/ops/dead-letters")]
    public async Task Nothing_is_shown_without_a_login(string verb, string path)
    {
        using var request = new HttpRequestMessage(new(verb), path);
        await Problem.ReadAsync(await host.Instances[0].Client.SendAsync(request), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Events_come_from_the_sidecar_alone()
    {
        var response = await host.Instances[0].Direct.PostAsync($"/internal/v1/events/{OrderEvents.Topic}", new StringContent("{}"));
        await Problem.ReadAsync(response, HttpStatusCode.Unauthorized);
    }
}
