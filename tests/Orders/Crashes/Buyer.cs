using System.Net;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>A customer with an order of two pieces of a product of their own.</summary>
internal sealed class Buyer
{
    /// <summary>The status of an order that is not there yet.</summary>
    public const string None = "";

    /// <summary>The status of an order that is not there any more.</summary>
    public const string Deleted = "Deleted";

    private static readonly string[] Ways = [None, "AwaitingPayment", "Paid", "Completed", "Cancelled", Deleted];

    private readonly ShopHost _shop;
    private readonly Guid _user;
    private readonly Guid _product;

    private Buyer(ShopHost shop, Guid user, Guid product, Life life) => (_shop, _user, _product, Life) = (shop, user, product, life);

    public Life Life { get; }

    public Guid OrderId => Life.OrderId!.Value;

    /// <summary>The status that the customer was told last.</summary>
    public string Answered { get; private set; } = None;

    /// <summary>A customer who comes to the shop.</summary>
    public static async Task<Buyer> ComeAsync(ShopHost shop, SidecarLine line)
    {
        var user = Guid.CreateVersion7();
        return new Buyer(shop, user, await shop.AddProductAsync(), line.Watch(user));
    }

    /// <summary>Places the order, pays it, and so on, and hears the answer if there is one.</summary>
    /// <returns>The answer's status.</returns>
    public async Task<HttpStatusCode> DoAsync(string command)
    {
        var answer = command switch
        {
            "place" => await _shop.PlaceAsync(_user, "key", (_product, 2)),
            "pay" => await _shop.PayAsync(_user, OrderId),
            "delete" => await _shop.DeleteAsync(_user, OrderId),
            _ => await _shop.DoAsync(_user, OrderId, command),
        };
        if (answer.StatusCode == HttpStatusCode.NoContent) Answered = Deleted;
        else if (answer.IsSuccessStatusCode) Answered = (string)(await ShopHost.ReadAsync(answer, answer.StatusCode))["status"]!;
        return answer.StatusCode;
    }

    /// <summary>Looks at the list of orders, and knows from then on.</summary>
    /// <returns>Whether the order is further than the customer knew.</returns>
    public async Task<bool> LookAsync()
    {
        var status = await _shop.OnlyStatusAsync(_user) ?? (Answered is "Completed" or Deleted ? Deleted : None);
        var further = Array.IndexOf(Ways, status) - Array.IndexOf(Ways, Answered);
        Assert.True(further >= 0, $"{Answered} was answered, and now it is {status}");
        Answered = status;
        return further > 0;
    }

    /// <summary>Whether no reminder drives the order any more.</summary>
    public async Task<bool> IsQuietAsync() => Life.OrderId is not { } order || await _shop.IsQuietAsync(order);

    public async Task<bool> HasDeadlineAsync() => Life.OrderId is { } order && (await _shop.RemindersAsync(order)).Contains("payment-deadline");

    /// <summary>Checks that stock, money and events are in line with the status that the customer knows.</summary>
    /// <returns>The money.</returns>
    public async Task<(decimal Charged, decimal Refunded)> CheckAsync()
    {
        var isSold = Answered is "Paid" or "Completed" or Deleted;
        Assert.Equal(isSold ? (8, 0, 2) : Answered == "AwaitingPayment" ? (8, 2, 0) : (10, 0, 0), await _shop.StockAsync(_product));
        if (Life.OrderId is not { } order) return (0, 0);

        var (charged, refunded) = await _shop.MoneyAsync(order);
        Assert.Equal(isSold ? 25 : 0, charged - refunded);
        Assert.InRange(charged, 0, 25);
        Assert.Equal((0, charged, refunded), await _shop.Cards.MoneyAsync(order));
        string[] types = Answered switch
        {
            None => [],
            "AwaitingPayment" => ["placed", "awaiting-payment"],
            "Paid" => ["placed", "awaiting-payment", "paid"],
            "Completed" or Deleted => ["placed", "awaiting-payment", "paid", "completed"],
            _ when charged > 0 => ["placed", "awaiting-payment", "paid", "refunded", "cancelled"],
            _ => ["placed", "awaiting-payment", "cancelled"],
        };
        Assert.Equal(types.Select((type, index) => ($"{order}.shop.order.{type}.v1.{index + 1}", $"shop.order.{type}.v1")), _shop.Events.EventsOf(order).DistinctBy(one => one.Id));
        if (Answered == Deleted) Assert.Equal(HttpStatusCode.NotFound, (await _shop.GetAsync(_user, $"/{order}")).StatusCode);
        return (charged, refunded);
    }
}
