using System.Numerics;

namespace DaprShop.Products.Catalogue;

/// <summary>A set of small whole numbers, one bit each: at 100,000 products 12.5 kB, and quicker to combine than to look at.</summary>
internal sealed class OrdinalSet(int capacity)
{
    private const int WordBits = 64;
    private readonly ulong[] _words = new ulong[(capacity + WordBits - 1) / WordBits];

    public void Add(int ordinal) => _words[ordinal / WordBits] |= 1UL << (ordinal % WordBits);

    public void AddRange(IEnumerable<int> ordinals)
    {
        foreach (var ordinal in ordinals)
            Add(ordinal);
    }

    public bool Contains(int ordinal) => (_words[ordinal / WordBits] & (1UL << (ordinal % WordBits))) != 0;

    /// <summary>Keeps what is in both sets, which are of the same capacity.</summary>
    public void IntersectWith(OrdinalSet other)
    {
        for (var i = 0; i < _words.Length; i++)
            _words[i] &= other._words[i];
    }

    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
            count += BitOperations.PopCount(word);
        return count;
    }

    public List<int> ToList()
    {
        var ordinals = new List<int>();
        for (var i = 0; i < _words.Length; i++)
        {
            for (var rest = _words[i]; rest != 0; rest &= rest - 1)
                ordinals.Add(i * WordBits + BitOperations.TrailingZeroCount(rest));
        }

        return ordinals;
    }
}
