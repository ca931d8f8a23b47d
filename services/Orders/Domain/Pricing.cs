using DaprShop.Contracts;

namespace DaprShop.Orders.Domain;

/// <summary>What a customer asks for; what it costs is not theirs to say.</summary>
/// <param name="Items">1 to 100 products, each once.</param>
/// <param name="ShippingAddress">Where it goes.</param>
public sealed record OrderDraft(IReadOnlyList<DraftItem> Items, ShippingAddress ShippingAddress);

/// <summary>So many pieces of a product.</summary>
public sealed record DraftItem(Guid ProductId, int Quantity);

/// <summary>Turns a draft into what is bought.</summary>
public static class Pricing
{
    /// <summary>Prices a draft.</summary>
    /// <returns>What is bought; or, by the name of the field, why it cannot be.</returns>
    public static (OrderContent? Content, IReadOnlyDictionary<string, string> Errors) Price(this OrderDraft draft, PriceList prices)
    {
        var products = prices.Products.ToDictionary(product => product.ProductId);
        var errors = new Dictionary<string, string>();
        var lines = new List<OrderLine>();
        for (var i = 0; i < draft.Items.Count; i++)
        {
            var item = draft.Items[i];
            if (!products.TryGetValue(item.ProductId, out var product))
                errors[$"items[{i}].productId"] = "There is no such product.";
            else if (lines.Count > 0 && lines[0].Currency != product.Currency)
                errors[$"items[{i}].productId"] = $"Costs {product.Currency}, but the items before it {lines[0].Currency}. An order has one currency.";
            else
                lines.Add(new OrderLine(product.ProductId, product.Name, product.Price, product.Currency, item.Quantity));
        }

        return errors.Count > 0 ? (null, errors) : (new OrderContent([.. lines], draft.ShippingAddress), errors);
    }
}
