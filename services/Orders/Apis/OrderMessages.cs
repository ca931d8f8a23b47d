using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Orders.Apis;

/// <summary>What is to be bought, and where it goes. Names and prices come from the catalogue.</summary>
/// <param name="Items">1 to 100 items, each of another product, all sold in one currency.</param>
/// <param name="ShippingAddress">Where it goes.</param>
internal sealed record OrderBody(IReadOnlyList<OrderBodyItem?>? Items, OrderBodyAddress? ShippingAddress)
{
    private const int MaxItems = 100;
    private const int MaxQuantity = 1000;
    private const int MaxAddressLength = 200;

    /// <summary>Judges the body.</summary>
    /// <returns>What it says; to be used only if <paramref name="validation"/> found nothing.</returns>
    public OrderDraft Validate(Validation validation)
    {
        var items = Items ?? [];
        validation.Require(items.Count is >= 1 and <= MaxItems, "items", $"Must have 1 to {MaxItems} items.");
        var seen = new HashSet<Guid>();
        for (var i = 0; i < Math.Min(items.Count, MaxItems); i++)
        {
            var id = items[i]?.ProductId ?? Guid.Empty;
            validation.Require(id != Guid.Empty, $"items[{i}].productId", "Must be the id of a product.");
            validation.Require(id == Guid.Empty || seen.Add(id), $"items[{i}].productId", "Is there already; each product is listed once.");
            validation.Require(items[i]?.Quantity is >= 1 and <= MaxQuantity, $"items[{i}].quantity", $"Must be 1 to {MaxQuantity}.");
        }

        var address = new ShippingAddress(
            Line(validation, ShippingAddress?.Name, "name"), Line(validation, ShippingAddress?.Street, "street"),
            Line(validation, ShippingAddress?.City, "city"), Line(validation, ShippingAddress?.PostalCode, "postalCode"),
            Line(validation, ShippingAddress?.Country, "country"));
        return new OrderDraft([.. items.Select(item => new DraftItem(item?.ProductId ?? Guid.Empty, item?.Quantity ?? 0))], address);
    }

    private static string Line(Validation validation, string? text, string field)
    {
        validation.Require(
            !string.IsNullOrWhiteSpace(text) && text.Length <= MaxAddressLength && !text.Any(char.IsControl), $"shippingAddress.{field}",
            $"Must have 1 to {MaxAddressLength} characters, and no control characters.");
        return text ?? "";
    }
}

/// <summary>So many pieces of a product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to 1000.</param>
internal sealed record OrderBodyItem(Guid? ProductId, int? Quantity);

/// <summary>An address; each line 1 to 200 characters.</summary>
internal sealed record OrderBodyAddress(string? Name, string? Street, string? City, string? PostalCode, string? Country);

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
