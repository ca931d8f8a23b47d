using System.Net;
using Daprlet.Components.State;

namespace DaprShop.Tests.Orders;

/// <summary>Nobody deactivates an actor whose sidecar dies: it moves to another instance, and back, and its object here knows nothing of it.</summary>
public sealed class ElsewhereTests
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task An_order_that_has_been_elsewhere_goes_on_with_what_is_stored()
    {
        await using var shop = await ShopHost.StartAsync();
        StateUpsert? last = null;
        shop.OrdersStore.AfterWrite = operation =>
        {
            if (operation is StateUpsert order && order.Key.EndsWith("||order", StringComparison.Ordinal)) last = order with { Value = order.Value.ToArray(), ETag = "" };
        };
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var placed = last!;
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        var paid = last!;
        await shop.RestartOrdersAsync();
        await shop.OrdersStore.ExecuteAsync(placed);
        Assert.Equal(HttpStatusCode.Conflict, (await shop.DoAsync(_user, id, "confirm")).StatusCode);

        await shop.OrdersStore.ExecuteAsync(paid);
        Assert.Equal(HttpStatusCode.OK, (await shop.DoAsync(_user, id, "confirm")).StatusCode);
    }

    [Fact]
    public async Task An_order_whose_reminder_was_let_go_elsewhere_registers_it_again()
    {
        await using var shop = await ShopHost.StartAsync();
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var drive = Assert.Single(await shop.RemindersAsync(id), reminder => reminder.StartsWith("drive", StringComparison.Ordinal));
        using var letGo = await shop.Orders.Client.DeleteAsync($"/v1.0/actors/OrderActor/{id}/reminders/{drive}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, letGo.StatusCode);

        shop.ProductsStore.BeforeWrite = _ => StateFault.Refused("away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.DoAsync(_user, id, "cancel")).StatusCode);
        shop.ProductsStore.BeforeWrite = _ => null;

        await shop.DriveUntilAsync(async () => await shop.StatusAsync(_user, id) == "Cancelled");
        await shop.DriveUntilAsync(() => Task.FromResult(shop.Events.EventsOf(id)[^1].Type == "shop.order.cancelled.v1"));
    }
}
