namespace DaprShop.Products.Catalogue;

/// <summary>
/// The products of a set in an order, as long as neither changes. One walk past all products counts the matches of each block; from then
/// on a page, wherever it lies, is a look at the counts and at the blocks that have something of it.
/// </summary>
internal sealed class OrderedMatches
{
    private const int BlockLength = 256;
    private readonly OrdinalSet _matches;
    private readonly SortedOrdinals _order;
    private readonly int[] _before;

    public OrderedMatches(OrdinalSet matches, SortedOrdinals order)
    {
        (_matches, _order) = (matches, order);
        var ordinals = order.Span;
        _before = new int[(ordinals.Length + BlockLength - 1) / BlockLength + 1];
        for (var block = 0; block < _before.Length - 1; block++)
        {
            var count = _before[block];
            foreach (var ordinal in Block(ordinals, block))
            {
                if (matches.Contains(ordinal)) count++;
            }

            _before[block + 1] = count;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _before[^1];

    /// <summary>The matches from one place in the order on.</summary>
    public List<int> Slice(int start, int count)
    {
        var slice = new List<int>(Math.Min(count, Count));
        var ordinals = _order.Span;
        for (var block = BlockOf(start); block < _before.Length - 1 && slice.Count < count; block++)
        {
            var place = _before[block];
            if (place == _before[block + 1]) continue;
            foreach (var ordinal in Block(ordinals, block))
            {
                if (_matches.Contains(ordinal) && place++ >= start && slice.Count < count) slice.Add(ordinal);
            }
        }

        return slice;
    }

    // A block before which all earlier matches lie, and none of the later ones.
    private int BlockOf(int start)
    {
        var found = Array.BinarySearch(_before, start);
        return found < 0 ? ~found - 1 : found;
    }

    private static ReadOnlySpan<int> Block(ReadOnlySpan<int> ordinals, int block)
    {
        var start = block * BlockLength;
        return ordinals.Slice(start, Math.Min(BlockLength, ordinals.Length - start));
    }
}
