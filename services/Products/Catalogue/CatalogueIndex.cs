using System.Runtime.InteropServices;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// The catalogue in memory. A page without search is a slice of an order that is kept anyway; a search combines sets of bits.
/// Safe for many readers and a writer at once; what it gives out never changes.
/// </summary>
public sealed class CatalogueIndex : IDisposable
{
    // Below this share of the products it is cheaper to sort the matches than to walk the order past all the others.
    private const int FewMatchesDivisor = 16;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly List<Product?> _products = [];
    private readonly Stack<int> _freeOrdinals = [];
    private readonly Dictionary<Guid, int> _ordinals = [];
    private readonly ProductOrders _all;
    private readonly Dictionary<string, ProductOrders> _categories = new(StringComparer.OrdinalIgnoreCase);
    private readonly WordIndex _words = new();

    public CatalogueIndex() => _all = new ProductOrders(ProductAt);

    /// <summary>The number of the last change that is in here; 0 at first.</summary>
    public long LastChange { get; private set; }

    /// <summary>The product, or null if it was never there or was deleted.</summary>
    public Product? Find(Guid id)
    {
        _lock.EnterReadLock();
        try
        {
            return _ordinals.TryGetValue(id, out var ordinal) ? _products[ordinal] : null;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Answers a query.</summary>
    public CataloguePage Query(CatalogueQuery query)
    {
        _lock.EnterReadLock();
        try
        {
            var scope = query.Category is { } category ? _categories.GetValueOrDefault(category) : _all;
            return scope is null ? new CataloguePage([], 0) : Query(scope, query);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Takes in the changes that follow the last one, in their order.</summary>
    public void Apply(IReadOnlyList<CatalogueChange> changes)
    {
        if (changes.Count == 0) return;
        _lock.EnterWriteLock();
        try
        {
            var latest = changes.GroupBy(change => change.ProductId).Select(group => group.Last()).ToList();
            Remove([.. latest.Where(change => _ordinals.ContainsKey(change.ProductId)).Select(change => _ordinals[change.ProductId])]);
            Add([.. latest.Select(change => change.Product).OfType<Product>()]);
            LastChange = changes[^1].Number;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private Product ProductAt(int ordinal) => _products[ordinal]!;

    private CataloguePage Query(ProductOrders scope, CatalogueQuery query)
    {
        var words = WordIndex.WordsOf(query.Search ?? "");
        var hasPrices = query.MinPrice is not null || query.MaxPrice is not null;
        var prices = hasPrices ? scope.Between(query.MinPrice, query.MaxPrice) : Range.All;
        if (words.Count == 0 && (!hasPrices || query.Sort.Field == SortField.Price))
            return Page(scope[query.Sort.Field].Span[prices], query);

        var matches = words.Count > 0 ? _words.Find(words, _products.Count) : null;
        if (hasPrices)
        {
            var affordable = new OrdinalSet(_products.Count);
            foreach (var ordinal in scope[SortField.Price].Span[prices])
                affordable.Add(ordinal);
            matches?.IntersectWith(affordable);
            matches ??= affordable;
        }

        var count = matches!.Count();
        return count < scope.Count / FewMatchesDivisor
            ? Sorted(matches, scope[query.Sort.Field], query)
            : Walked(matches, scope[query.Sort.Field], scope == _all ? count : null, query);
    }

    private CataloguePage Sorted(OrdinalSet matches, SortedOrdinals order, CatalogueQuery query)
    {
        var ordinals = matches.ToList();
        if (query.Category is { } category)
            ordinals.RemoveAll(ordinal => !category.Equals(ProductAt(ordinal).Details.Category, StringComparison.OrdinalIgnoreCase));
        ordinals.Sort(order.Comparer);
        return Page(CollectionsMarshal.AsSpan(ordinals), query);
    }

    // Where the total is known the walk ends with the page.
    private CataloguePage Walked(OrdinalSet matches, SortedOrdinals order, int? total, CatalogueQuery query)
    {
        var (page, passed) = (new List<Product>(), 0);
        for (var place = 0; place < order.Count && (total is null || page.Count < query.Take); place++)
        {
            var ordinal = At(order.Span, place, query.Sort);
            if (!matches.Contains(ordinal)) continue;
            if (passed >= query.Skip && page.Count < query.Take) page.Add(ProductAt(ordinal));
            passed++;
        }

        return new CataloguePage(page, total ?? passed);
    }

    private CataloguePage Page(ReadOnlySpan<int> ordered, CatalogueQuery query)
    {
        var page = new List<Product>();
        for (var place = query.Skip; place < ordered.Length && page.Count < query.Take; place++)
            page.Add(ProductAt(At(ordered, place, query.Sort)));
        return new CataloguePage(page, ordered.Length);
    }

    private static int At(ReadOnlySpan<int> ordered, int place, ProductSort sort) => sort.Descending ? ordered[^(place + 1)] : ordered[place];

    private void Remove(List<int> ordinals)
    {
        _all.Remove(ordinals);
        foreach (var category in ordinals.GroupBy(ordinal => ProductAt(ordinal).Details.Category, StringComparer.OrdinalIgnoreCase))
        {
            var orders = _categories[category.Key];
            orders.Remove([.. category]);
            if (orders.Count == 0) _categories.Remove(category.Key);
        }

        foreach (var ordinal in ordinals)
        {
            var product = ProductAt(ordinal);
            _words.Remove(ordinal, WordsOf(product));
            _ordinals.Remove(product.Id);
            _products[ordinal] = null;
            _freeOrdinals.Push(ordinal);
        }
    }

    private void Add(List<Product> products)
    {
        var ordinals = products.ConvertAll(Place);
        _all.Add(ordinals);
        foreach (var category in ordinals.GroupBy(ordinal => ProductAt(ordinal).Details.Category, StringComparer.OrdinalIgnoreCase))
        {
            if (!_categories.TryGetValue(category.Key, out var orders))
                _categories[category.Key] = orders = new ProductOrders(ProductAt);
            orders.Add([.. category]);
        }
    }

    private int Place(Product product)
    {
        if (!_freeOrdinals.TryPop(out var ordinal))
        {
            ordinal = _products.Count;
            _products.Add(null);
        }

        _products[ordinal] = product;
        _ordinals[product.Id] = ordinal;
        _words.Add(ordinal, WordsOf(product));
        return ordinal;
    }

    private static HashSet<string> WordsOf(Product product) =>
        WordIndex.WordsOf(product.Details.Name, product.Details.Description, product.Details.Category);
}
