using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What becomes of the events of orders, through every sidecar. Where a test publishes them itself, it does so by the sidecar of Orders.</summary>
public sealed class NotificationTests(SharedShop shared)
{
    private Shop Shop => shared.Shop;

    [Fact]
    public async Task An_order_that_is_placed_paid_and_completed_is_one_entry_of_the_inbox_for_each_step()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 1);
        var customer = await Shop.NewCustomerAsync();
        var order = (await customer.OrderAsync(product)).Text("id");
        await customer.PayAsync(order);
        await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{order}/confirm");
        string[] steps = ["shop.order.awaiting-payment.v1", "shop.order.completed.v1", "shop.order.paid.v1", "shop.order.placed.v1"];

        JsonArray items = [];
        await Eventually.TrueAsync(async () =>
        {
            items = (await customer.GetAsync("/api/v1/notifications")).Body!["items"]!.AsArray();
            return items.Count >= steps.Length;
        }, "the notifications of the order");

        Assert.Equal(steps, items.Select(item => (string)item!["type"]!).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.Equal(order, (string?)item!["orderId"]));
    }

    [Fact]
    public async Task Events_that_come_twice_and_in_any_order_are_one_entry_of_the_inbox_and_one_mail_each()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the sidecar of Orders in /proc, which only Linux has");
        var customer = await Shop.NewCustomerAsync();
        var user = (await customer.GetAsync("/api/v1/users/me")).Text("id");
        JsonObject[] events = [.. Enumerable.Range(1, 3).Select(number => Paid(user, number))];

        foreach (var happened in events.Reverse().Concat(events)) await PublishAsync(happened);
        await Eventually.TrueAsync(async () => (await customer.GetAsync("/api/v1/notifications")).Number("unread") == events.Length, "the notifications");
        await Eventually.TrueAsync(() => MailsTo(customer.Name) == events.Length, "the mails");

        var last = (await customer.GetAsync("/api/v1/notifications")).Body!["items"]![0]!;
        Assert.Equal(("shop.order.paid.v1", false), ((string?)last["type"], (bool)last["read"]!));
        Assert.Contains("12.50 EUR", (string?)last["text"], StringComparison.Ordinal);
        Assert.Equal(2, (await customer.SendAsync(HttpMethod.Post, $"/api/v1/notifications/{last["id"]}/read")).Number("unread"));

        await PublishAsync(events[0]);
        await PublishAsync(Paid(user, 4));
        await Eventually.TrueAsync(async () => (await customer.GetAsync("/api/v1/notifications")).Number("unread") == 3, "what was published last");
        Assert.Equal(
            events.Select(Order).Order(),
            (await customer.GetAsync("/api/v1/notifications")).Body!["items"]!.AsArray().Select(item => (string?)item!["orderId"]).Skip(1).Order());
    }

    [Fact]
    public async Task An_inbox_that_is_followed_through_the_gateway_shows_what_comes_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the sidecar of Orders in /proc, which only Linux has");
        var customer = await Shop.NewCustomerAsync();
        var user = (await customer.GetAsync("/api/v1/users/me")).Text("id");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/notifications/stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", customer.Token);
        using var stream = await Shop.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await FindLineAsync(lines, "event: unread");

        var happened = Paid(user, 1);
        await PublishAsync(happened);

        await FindLineAsync(lines, "event: notification");
        Assert.Contains(Order(happened), await FindLineAsync(lines, "data: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_handled_is_a_dead_letter_that_administrators_alone_see_and_replay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the sidecar of Orders in /proc, which only Linux has");
        var customer = await Shop.NewCustomerAsync();
        var administrator = await Shop.AdministratorAsync();
        var unknown = Paid((await customer.GetAsync("/api/v1/users/me")).Text("id"), 1);
        unknown["type"] = "shop.order.paid.v2";

        await PublishAsync(unknown);

        JsonNode? letter = null;
        await Eventually.TrueAsync(async () =>
        {
            var letters = (await administrator.GetAsync("/api/v1/ops/dead-letters?pageSize=100")).Body!["items"]!.AsArray();
            letter = letters.SingleOrDefault(item => (string?)item!["event"]?["id"] == (string?)unknown["id"]);
            return letter is not null;
        }, "the dead letter");
        Assert.Equal(("notifications", "shop.orders", "unsupported_version"), ((string?)letter!["app"], (string?)letter["topic"], (string?)letter["reason"]));
        var replay = $"/api/v1/ops/dead-letters/{letter["id"]}/replay";
        Assert.Equal((HttpStatusCode.Conflict, "replay_failed"), await PostAsync(administrator, replay));
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await PostAsync(customer, replay));
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.GetAsync("/api/v1/ops/dead-letters")).Status);
    }

    private static JsonObject Paid(string user, int number)
    {
        var order = Guid.NewGuid().ToString();
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"{order}.shop.order.paid.v1.{number}",
            ["source"] = "orders",
            ["type"] = "shop.order.paid.v1",
            ["datacontenttype"] = "application/json",
            ["data"] = new JsonObject
            {
                ["orderId"] = order,
                ["userId"] = user,
                ["number"] = number,
                ["at"] = DateTimeOffset.UtcNow.AddSeconds(number).ToString("O"),
                ["total"] = 12.50m,
                ["currency"] = "EUR",
                ["fieldOfALaterVersion"] = true,
            },
        };
    }

    private static string Order(JsonObject happened) => (string)happened["data"]!["orderId"]!;

    private async Task PublishAsync(JsonObject happened)
    {
        var orders = ServiceProcess.Under(Shop.ProcessId).Single(service => service.Program == "Orders").Environment;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost:{orders["DAPR_HTTP_PORT"]}/v1.0/publish/pubsub/shop.orders");
        request.Headers.Add("dapr-api-token", orders["DAPR_API_TOKEN"]);
        request.Content = new StringContent(happened.ToJsonString(), new MediaTypeHeaderValue("application/cloudevents+json"));
        using var response = await Shop.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private int MailsTo(string name)
    {
        var folder = Path.Combine(Shop.Data, "mail");
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Count(file => File.ReadAllText(file).Contains($"{name}@example.org", StringComparison.Ordinal)) : 0;
    }

    private static async Task<(HttpStatusCode Status, string Code)> PostAsync(Customer person, string path)
    {
        var answer = await person.SendAsync(HttpMethod.Post, path);
        return (answer.Status, answer.Text("code"));
    }

    private static async Task<string> FindLineAsync(StreamReader lines, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var line = await lines.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the stream has ended");
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }
    }
}
