using DaprShop.Contracts;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>So many pieces of a product, as a caller writes it.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to 1000.</param>
public sealed record ItemBody(Guid? ProductId, int? Quantity)
{
    /// <summary>Judges a list of items, the absence of one included.</summary>
    /// <param name="items">At most <see cref="OrderLimits.MaxItems"/>, each of another product; <c>items</c> in the request.</param>
    /// <param name="minItems">How many there must be.</param>
    /// <param name="validation">Where errors are noted.</param>
    /// <returns>The items; to be used only if <paramref name="validation"/> found nothing.</returns>
    public static IReadOnlyList<OrderItem> ValidateList(IReadOnlyList<ItemBody?>? items, int minItems, Validation validation)
    {
        validation.Require(items is not null && items.Count >= minItems && items.Count <= OrderLimits.MaxItems, "items",
            $"Must have {minItems} to {OrderLimits.MaxItems} items.");
        var seen = new HashSet<Guid>();
        return [.. (items ?? []).Take(OrderLimits.MaxItems).Select((item, i) =>
        {
            var valid = Validate(item, $"items[{i}].", validation);
            validation.Require(valid.ProductId == Guid.Empty || seen.Add(valid.ProductId), $"items[{i}].productId",
                "Is there already; each product is listed once.");
            return valid;
        })];
    }

    /// <summary>Judges an item, the absence of one included.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">What stands before its fields' names in the request.</param>
    /// <param name="validation">Where errors are noted.</param>
    /// <returns>The item; to be used only if <paramref name="validation"/> found nothing.</returns>
    public static OrderItem Validate(ItemBody? item, string path, Validation validation)
    {
        var (productId, quantity) = (item?.ProductId ?? Guid.Empty, item?.Quantity ?? 0);
        validation.Require(productId != Guid.Empty, $"{path}productId", "Must be the id of a product.");
        validation.Require(quantity is >= 1 and <= OrderLimits.MaxQuantity, $"{path}quantity", $"Must be 1 to {OrderLimits.MaxQuantity}.");
        return new OrderItem(productId, quantity);
    }
}
