using DaprShop.Contracts;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Orders.Apis;

/// <summary>What is to be bought, and where it goes. Names and prices come from the catalogue.</summary>
/// <param name="Items">1 to 100 items, each of another product, all sold in one currency.</param>
/// <param name="ShippingAddress">Where it goes.</param>
internal sealed record OrderBody(IReadOnlyList<ItemBody?>? Items, AddressBody? ShippingAddress)
{
    /// <summary>Judges the body.</summary>
    /// <returns>What it says; to be used only if <paramref name="validation"/> found nothing.</returns>
    public OrderDraft Validate(Validation validation)
    {
        var items = ItemBody.ValidateList(Items, minItems: 1, validation);
        var address = AddressBody.Validate(ShippingAddress, "shippingAddress", validation);
        return new OrderDraft([.. items.Select(item => new DraftItem(item.ProductId, item.Quantity))], address);
    }
}

/// <summary>How an order is paid.</summary>
/// <param name="PaymentToken">1 to 200 letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, from the card form.</param>
internal sealed record PayBody(string? PaymentToken)
{
    private const int MaxTokenLength = 200;

    public void Validate(Validation validation) => validation.Require(
        PaymentToken is { Length: >= 1 and <= MaxTokenLength } token && token.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.'),
        "paymentToken", $"Must have 1 to {MaxTokenLength} letters, digits, _, - and dots.");

    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => nameof(PayBody);
}

/// <summary>An order as its customer sees it.</summary>
internal sealed record OrderResponse(
    Guid Id, OrderStatus Status, IReadOnlyList<OrderResponseItem> Items, decimal Total, string Currency, ShippingAddress ShippingAddress,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static OrderResponse Of(Order order) => new(
        order.Id,
        OrderTransitions.StatusOf(order.State) ?? throw new InvalidOperationException($"Order {order.Id} is deleted."),
        [.. order.Content.Lines.Select(line => new OrderResponseItem(line.ProductId, line.Name, line.UnitPrice, line.Quantity, line.Total))],
        order.Content.Total, order.Content.Currency, order.Content.ShippingAddress, order.CreatedAt, order.UpdatedAt);
}

/// <summary>A product in an order, as it was called and what it cost when it was ordered.</summary>
internal sealed record OrderResponseItem(Guid ProductId, string Name, decimal UnitPrice, int Quantity, decimal Total);
