using System.Net;
using System.Text.Json.Nodes;
using DaprShop.Tests.Chaos.Customers;
using DaprShop.Tests.Chaos.Shops;

namespace DaprShop.Tests.Chaos.Books;

/// <summary>Reads everything that the shop says, through its public door, and what the card processor says.</summary>
internal sealed class Auditor(
    RunningShop shop, PersistentCustomer administrator, IReadOnlyList<PersistentCustomer> customers, Shelf shelf, EventRecorder recorder)
{
    private const int ReadersAtOnce = 4;

    /// <summary>Reads everything.</summary>
    public async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        using var processor = new HttpClient { BaseAddress = shop.CardProcessor, DefaultRequestHeaders = { { "X-Api-Key", shop.Secret("card-processor-key") } } };
        var orders = await AllAsync(customers, OrdersAsync, cancellationToken);
        return new Snapshot(
            await AllAsync(orders.SelectMany(list => list).ToList(), order => WithMoneyAsync(order, processor, cancellationToken), cancellationToken),
            await AllAsync(shelf.All.ToList(), StockAsync, cancellationToken),
            [.. (await AllAsync(customers, NotificationsAsync, cancellationToken)).SelectMany(list => list)],
            [.. recorder.Events.Select(received => new NotificationRecord(Id(received["data"]!, "orderId"), Text(received, "type")))],
            await DeadLettersAsync(cancellationToken));
    }

    private static async Task<IReadOnlyList<OrderRecord>> OrdersAsync(PersistentCustomer customer) => [.. (await PagesAsync(customer, "/api/v1/orders")).Select(order =>
        new OrderRecord(Id(order, "id"), customer.Name, Text(order, "status"), Amount(order, "total"),
            order["items"]!.AsArray().ToDictionary(item => Id(item!, "productId"), item => item!["quantity"]!.GetValue<int>()), 0, 0, new CardMoney(0, 0, 0)))];

    private async Task<OrderRecord> WithMoneyAsync(OrderRecord order, HttpClient processor, CancellationToken cancellationToken)
    {
        var statement = (await administrator.GetAsync($"/api/v1/orders/{order.Id}/payments")).Body!;
        return order with { Charged = Amount(statement, "charged"), Refunded = Amount(statement, "refunded"), Card = await CardAsync(order.Id, processor, cancellationToken) };
    }

    private static async Task<CardMoney> CardAsync(Guid order, HttpClient processor, CancellationToken cancellationToken)
    {
        var money = new CardMoney(0, 0, 0);
        for (var attempt = 1; ; attempt++)
        {
            using var answer = await processor.GetAsync($"/v1/payments/{order}-{attempt}", cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound) return money;
            var payment = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken))!;
            var held = Text(payment, "status") == "authorised" ? Amount(payment, "authorised") : 0;
            money = new CardMoney(money.Held + held, money.Captured + Amount(payment, "captured"), money.Refunded + Amount(payment, "refunded"));
        }
    }

    private async Task<StockRecord> StockAsync(ShelfProduct product)
    {
        var path = $"/api/v1/products/{product.Id}/stock";
        var now = (await administrator.GetAsync(path)).Body!;
        var sum = new StockCount(0, 0, 0);
        for (var page = 1; page <= now["pages"]!.GetValue<int>(); page++)
        {
            foreach (var entry in (await administrator.GetAsync($"{path}?page={page}")).Body!["entries"]!.AsArray())
                sum = new StockCount(sum.Available + Count(entry!, "available"), sum.Reserved + Count(entry!, "reserved"), sum.Sold + Count(entry!, "sold"));
        }

        return new StockRecord(product.Id, product.Stock, new StockCount(Count(now, "available"), Count(now, "reserved"), Count(now, "sold")), sum);
    }

    private static async Task<IReadOnlyList<NotificationRecord>> NotificationsAsync(PersistentCustomer customer) =>
        [.. (await PagesAsync(customer, "/api/v1/notifications")).Select(entry => new NotificationRecord(Id(entry, "orderId"), Text(entry, "type")))];

    private async Task<IReadOnlyList<string>> DeadLettersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = (await administrator.GetAsync("/api/v1/ops/dead-letters")).Body!;
            if (answer["unavailable"]!.AsArray().Count == 0) return [.. answer["items"]!.AsArray().Select(letter => letter!.ToJsonString())];
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken); // a service has not come back yet
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> PagesAsync(PersistentCustomer customer, string path)
    {
        var items = new List<JsonNode>();
        for (var page = 1; ; page++)
        {
            var answer = (await customer.GetAsync($"{path}?page={page}&pageSize=100")).Body!;
            items.AddRange(answer["items"]!.AsArray()!);
            if (page * 100 >= answer["total"]!.GetValue<int>()) return items;
        }
    }

    private static async Task<IReadOnlyList<TResult>> AllAsync<T, TResult>(IReadOnlyList<T> items, Func<T, Task<TResult>> read, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = ReadersAtOnce, CancellationToken = cancellationToken },
            async (index, _) => results[index] = await read(items[index]));
        return results;
    }

    private static Guid Id(JsonNode node, string field) => Guid.Parse(Text(node, field));

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();

    private static decimal Amount(JsonNode node, string field) => node[field]!.GetValue<decimal>();

    private static long Count(JsonNode node, string field) => node[field]!.GetValue<long>();
}
