namespace DaprShop.Products.Catalogue;

/// <summary>A set of products, the whole catalogue or a category, in every order that can be asked for.</summary>
internal sealed class ProductOrders
{
    private readonly Func<int, Product> _productAt;
    private readonly SortedOrdinals _byName;
    private readonly SortedOrdinals _byPrice;
    private readonly SortedOrdinals _byCreated;

    public ProductOrders(Func<int, Product> productAt)
    {
        _productAt = productAt;
        _byName = By((a, b) => string.Compare(a.Details.Name, b.Details.Name, StringComparison.OrdinalIgnoreCase));
        _byPrice = By((a, b) => a.Details.Price.CompareTo(b.Details.Price));
        _byCreated = By((a, b) => a.CreatedAt.CompareTo(b.CreatedAt));
    }

    public int Count => _byName.Count;

    public SortedOrdinals this[SortField field] => field switch
    {
        SortField.Name => _byName,
        SortField.Price => _byPrice,
        SortField.Created => _byCreated,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    public void Remove(IReadOnlyCollection<int> ordinals)
    {
        _byName.Remove(ordinals);
        _byPrice.Remove(ordinals);
        _byCreated.Remove(ordinals);
    }

    public void Add(IReadOnlyCollection<int> ordinals)
    {
        _byName.Add(ordinals);
        _byPrice.Add(ordinals);
        _byCreated.Add(ordinals);
    }

    /// <summary>The places in the order of prices that lie between two prices, both included.</summary>
    public Range Between(decimal? minPrice, decimal? maxPrice)
    {
        var start = minPrice is { } min ? _byPrice.FirstNot(ordinal => _productAt(ordinal).Details.Price < min) : 0;
        var end = maxPrice is { } max ? _byPrice.FirstNot(ordinal => _productAt(ordinal).Details.Price <= max) : Count;
        return start..Math.Max(start, end);
    }

    private SortedOrdinals By(Comparison<Product> comparison) => new(Comparer<int>.Create((a, b) =>
    {
        var (first, second) = (_productAt(a), _productAt(b));
        var order = comparison(first, second);
        return order != 0 ? order : first.Id.CompareTo(second.Id);
    }));
}
