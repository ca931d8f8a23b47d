using System.Net;
using Dapr.Client;
using Daprlet.Components.State;
using DaprShop.Orders;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Storage;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DaprShop.Tests.Orders;

/// <summary>Customers with more orders than a page of their list takes.</summary>
public sealed class OrderListTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly OrderState[] States = [OrderState.Reserving, OrderState.AwaitingPayment, OrderState.Paid, OrderState.Completed];
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task The_newest_order_comes_first_in_whatever_order_the_store_answers()
    {
        await using var shop = await ShopHost.StartAsync(settings: ("Orders:UnpaidOrders", "20"));
        var product = await shop.AddProductAsync(stock: 100);
        var newestFirst = new List<Guid>();
        for (var i = 0; i < 14; i++)
        {
            var id = await shop.PlacedAsync(_user, (product, 1));
            if (i % 3 == 0) await ShopHost.ReadAsync(await shop.DoAsync(_user, id, "cancel"), HttpStatusCode.OK);
            newestFirst.Insert(0, id);
        }

        Assert.Equal(newestFirst, await IdsAsync("?pageSize=20"));
        Assert.Equal(newestFirst, [.. await IdsAsync("?pageSize=9"), .. await IdsAsync("?pageSize=9&page=2")]);
        Assert.Equal(newestFirst.Where((_, index) => (13 - index) % 3 != 0), await IdsAsync("?pageSize=20&status=AwaitingPayment"));

        async Task<IReadOnlyList<Guid>> IdsAsync(string query) =>
            [.. (await ShopHost.ReadAsync(await shop.GetAsync(_user, query), HttpStatusCode.OK))["items"]!.AsArray().Select(order => (Guid)order!["id"]!)];
    }

    [Fact]
    public async Task A_page_and_a_new_order_read_as_little_of_ten_thousand_orders_as_of_a_hundred()
    {
        var product = await shop.AddProductAsync(stock: 10);
        var (few, many) = (await CustomerAsync(100), await CustomerAsync(10_000));
        foreach (var query in (string[])["", "?page=5", "?status=Completed", "?status=Rejected"])
        {
            var (ofFew, ofMany) = (await CountReadsAsync(() => ListAsync(few, query)), await CountReadsAsync(() => ListAsync(many, query)));
            Assert.True(ofMany <= ofFew + 1, $"{query}: {ofFew} keys of 100 orders, {ofMany} of 10,000");
        }

        var (toFew, toMany) = (await CountReadsAsync(() => shop.PlacedAsync(few, (product, 1))), await CountReadsAsync(() => shop.PlacedAsync(many, (product, 1))));
        Assert.True(toMany <= toFew + 1, $"{toFew} keys to add to 100 orders, {toMany} to 10,000");
        Assert.Equal(10_001, await ListAsync(many, ""));
        Assert.Equal(1, await ListAsync(many, "?status=AwaitingPayment"));

        async Task<Guid> CustomerAsync(int count)
        {
            var user = Guid.CreateVersion7();
            foreach (var orders in Enumerable.Range(0, count).Select(_ => OrderOf(user)).Chunk(1000))
                await Task.WhenAll(orders.Select(order => Lists().AddAsync(order with { State = OrderState.Completed }, CancellationToken.None)));
            return user;
        }
    }

    [Fact]
    public async Task The_list_is_right_however_many_instances_enter_change_and_take_off_orders_at_once()
    {
        var instances = new[] { Lists(), NewLists() };
        var orders = Enumerable.Range(0, 700).Select(number => OrderOf(_user) with { Version = number }).ToList();
        await Parallel.ForEachAsync(orders.Index(), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (one, _) =>
        {
            var (number, order) = one;
            var listed = order with { ListPage = await RepeatAsync(lists => lists.AddAsync(order, CancellationToken.None)), State = States[number % States.Length] };
            await RepeatAsync(lists => DoAsync(lists.ShowAsync(listed with { Version = order.Version + 1 }, CancellationToken.None)));
            await RepeatAsync(lists => DoAsync(lists.ShowAsync(listed with { State = OrderState.Reserving }, CancellationToken.None)));
            if (number % 7 == 0) await RepeatAsync(lists => DoAsync(lists.RemoveAsync(listed, CancellationToken.None)));

            // As an order does, which comes back until it is written.
            async Task<T> RepeatAsync<T>(Func<OrderLists, Task<T>> act)
            {
                while (true)
                {
                    try
                    {
                        return await act(instances[number % instances.Length]);
                    }
                    catch (ServiceUnavailableException)
                    {
                        await Task.Yield();
                    }
                }
            }
        });

        var stay = orders.Index().Where(one => one.Index % 7 != 0).ToList();
        var all = await ReadAsync(null);
        Assert.Equal(stay.Select(one => one.Item.Id).Order(), all.Order());
        for (var i = 0; i < States.Length; i++)
        {
            var ids = stay.Where(one => one.Index % States.Length == i).Select(one => one.Item.Id).ToHashSet();
            Assert.Equal(all.Where(ids.Contains), await ReadAsync(OrderTransitions.StatusOf(States[i])));
        }
    }

    [Fact]
    public async Task An_order_that_is_entered_again_when_its_page_is_full_stands_there_once()
    {
        var (order, lists) = (OrderOf(_user), NewLists());
        Assert.Equal(0, await lists.AddAsync(order, CancellationToken.None));
        for (var i = 0; i < 2; i++)
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => lists.AddAsync(OrderOf(_user), CancellationToken.None)));
        Assert.Equal(2, await lists.LastPageAsync(_user, CancellationToken.None));

        Assert.Equal(0, await lists.AddAsync(order, CancellationToken.None));
        var all = await ReadAsync(null);
        Assert.Equal((401, 401, order.Id), (all.Count, all.Distinct().Count(), all[^1]));
    }

    [Fact]
    public async Task A_page_that_died_before_it_was_indexed_is_found_by_the_next_order()
    {
        var lists = NewLists();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => lists.AddAsync(OrderOf(_user), CancellationToken.None)));
        var lost = OrderOf(_user);
        shop.OrdersStore.BeforeWrite = operation => operation.Key.EndsWith($"orders-of-{_user}", StringComparison.Ordinal) ? StateFault.Refused("crashed") : null;
        await Assert.ThrowsAnyAsync<Exception>(() => lists.AddAsync(lost, CancellationToken.None));
        shop.OrdersStore.BeforeWrite = _ => null;
        Assert.Equal(200, (await ReadAsync(null)).Count);

        Assert.Equal(1, await lists.AddAsync(OrderOf(_user), CancellationToken.None));
        Assert.Equal(lost.Id, (await ReadAsync(null))[1]);
    }

    private async Task<IReadOnlyList<Guid>> ReadAsync(OrderStatus? status)
    {
        const int size = 30;
        var all = new List<Guid>();
        while (true)
        {
            var (ids, total) = await Lists().ReadAsync(_user, status, all.Count, size, CancellationToken.None);
            Assert.Equal(Math.Min(size, total - all.Count), ids.Count);
            if (ids.Count == 0) return all;
            all.AddRange(ids);
        }
    }

    private async Task<int> ListAsync(Guid user, string query) =>
        (int)(await ShopHost.ReadAsync(await shop.GetAsync(user, query), HttpStatusCode.OK))["total"]!;

    private async Task<int> CountReadsAsync(Func<Task> act)
    {
        var count = 0;
        shop.OrdersStore.BeforeRead = _ => Interlocked.Increment(ref count);
        await act();
        shop.OrdersStore.BeforeRead = _ => { };
        return count;
    }

    private OrderLists Lists() => shop.Orders.Services.GetRequiredService<OrderLists>();

    private OrderLists NewLists()
    {
        var services = shop.Orders.Services;
        return new OrderLists(services.GetRequiredService<DaprClient>(), services.GetRequiredService<IOptions<OrdersOptions>>(), services.GetRequiredService<TimeProvider>());
    }

    private static async Task<bool> DoAsync(Task task)
    {
        await task;
        return true;
    }

    private static Order OrderOf(Guid user) => Some.Order(OrderState.Placed) with { Id = Guid.CreateVersion7(), UserId = user };
}
