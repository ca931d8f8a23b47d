using System.Collections.Concurrent;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// The catalogue in memory. A page without search is a slice of an order that is kept anyway; a search combines sets of bits.
/// Safe for many readers and a writer at once; what it gives out never changes.
/// </summary>
public sealed class CatalogueIndex : IDisposable
{
    // How many searches are remembered: at 100,000 products 14 kB each.
    private const int MaxKept = 256;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly List<Product?> _products = [];
    private readonly Stack<int> _freeOrdinals = [];
    private readonly Dictionary<Guid, int> _ordinals = [];
    private readonly ProductOrders _all;
    private readonly Dictionary<string, ProductOrders> _categories = new(StringComparer.OrdinalIgnoreCase);
    private readonly WordIndex _words = new();
    private readonly ConcurrentDictionary<MatchKey, OrderedMatches> _kept = new();

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
            _kept.Clear();
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

        var key = new MatchKey(string.Join(' ', words), query.Category?.ToUpperInvariant(), query.MinPrice, query.MaxPrice, query.Sort.Field);
        if (_kept.TryGetValue(key, out var kept)) return Page(kept, query);
        if (_kept.Count >= MaxKept) _kept.Clear();
        return Page(_kept.GetOrAdd(key, new OrderedMatches(Matches(scope, words, hasPrices ? prices : null), scope[query.Sort.Field])), query);
    }

    private OrdinalSet Matches(ProductOrders scope, HashSet<string> words, Range? prices)
    {
        var matches = words.Count > 0 ? _words.Find(words, _products.Count) : null;
        if (prices is { } between)
        {
            var affordable = new OrdinalSet(_products.Count);
            affordable.AddRange(scope[SortField.Price].Span[between]);
            matches?.IntersectWith(affordable);
            matches ??= affordable;
        }

        return matches ?? throw new ArgumentException("Words or prices.", nameof(words));
    }

    private CataloguePage Page(OrderedMatches matches, CatalogueQuery query)
    {
        var take = Math.Clamp(matches.Count - query.Skip, 0, query.Take);
        if (take == 0) return new CataloguePage([], matches.Count);
        var ordinals = matches.Slice(query.Sort.Descending ? matches.Count - query.Skip - take : query.Skip, take);
        if (query.Sort.Descending) ordinals.Reverse();
        return new CataloguePage(ordinals.ConvertAll(ProductAt), matches.Count);
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

    /// <summary>What a set of matches and its order depend on.</summary>
    private readonly record struct MatchKey(string Words, string? Category, decimal? MinPrice, decimal? MaxPrice, SortField Field);
}
