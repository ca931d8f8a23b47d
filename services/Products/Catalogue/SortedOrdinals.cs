using System.Runtime.InteropServices;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// Ordinals of products in an order that depends on the products, so that a page is a slice. A change moves half of the list
/// on average, which for 100,000 products is one copy of 200 kB: some ten microseconds, and no garbage.
/// </summary>
/// <param name="comparer">Compares products by their ordinals; never 0 for two different products.</param>
internal sealed class SortedOrdinals(IComparer<int> comparer)
{
    // From here on sorting anew is cheaper than moving the list for each change.
    private const int ManyChanges = 256;
    private readonly List<int> _ordinals = [];

    public int Count => _ordinals.Count;

    public ReadOnlySpan<int> Span => CollectionsMarshal.AsSpan(_ordinals);

    /// <summary>Takes products out, while their ordinals still lead to what they were sorted by.</summary>
    public void Remove(IReadOnlyCollection<int> ordinals)
    {
        if (ordinals.Count >= ManyChanges)
        {
            var removed = ordinals.ToHashSet();
            _ordinals.RemoveAll(removed.Contains);
            return;
        }

        foreach (var ordinal in ordinals)
            _ordinals.RemoveAt(_ordinals.BinarySearch(ordinal, comparer));
    }

    /// <summary>Puts products in that are not there.</summary>
    public void Add(IReadOnlyCollection<int> ordinals)
    {
        if (ordinals.Count >= ManyChanges)
        {
            _ordinals.AddRange(ordinals);
            _ordinals.Sort(comparer);
            return;
        }

        foreach (var ordinal in ordinals)
            _ordinals.Insert(~_ordinals.BinarySearch(ordinal, comparer), ordinal);
    }

    /// <summary>The first place whose product does not stand before what is sought.</summary>
    /// <param name="isBefore">Whether a product stands before it; true for some first part of the order, then false.</param>
    public int FirstNot(Func<int, bool> isBefore)
    {
        var (low, high) = (0, _ordinals.Count);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (isBefore(_ordinals[middle])) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
