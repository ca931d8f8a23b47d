namespace DaprShop.Products.Catalogue;

/// <summary>A set of small whole numbers, one bit each: at 100,000 products 12.5 kB, and quicker to combine than to look at.</summary>
internal sealed class OrdinalSet
{
    private const int WordBits = 64;
    private ulong[] _words;

    public OrdinalSet(int capacity) => _words = new ulong[WordsFor(capacity)];

    /// <summary>The same numbers in a set of its own.</summary>
    /// <param name="capacity">Above every number in it.</param>
    public OrdinalSet Copy(int capacity)
    {
        var copy = new OrdinalSet(capacity);
        _words.AsSpan(0, Math.Min(_words.Length, copy._words.Length)).CopyTo(copy._words);
        return copy;
    }

    /// <summary>Adds a number that may be above the capacity.</summary>
    public void Extend(int ordinal)
    {
        if (ordinal / WordBits >= _words.Length) Array.Resize(ref _words, Math.Max(2 * _words.Length, WordsFor(ordinal + 1)));
        Add(ordinal);
    }

    public void Remove(int ordinal)
    {
        if (ordinal / WordBits < _words.Length) _words[ordinal / WordBits] &= ~(1UL << (ordinal % WordBits));
    }

    public void Add(int ordinal) => _words[ordinal / WordBits] |= 1UL << (ordinal % WordBits);

    public void AddRange(ReadOnlySpan<int> ordinals)
    {
        foreach (var ordinal in ordinals)
            Add(ordinal);
    }

    public bool Contains(int ordinal) => (_words[ordinal / WordBits] & (1UL << (ordinal % WordBits))) != 0;

    /// <summary>Keeps what is in both sets.</summary>
    public void IntersectWith(OrdinalSet other)
    {
        var common = Math.Min(_words.Length, other._words.Length);
        for (var i = 0; i < common; i++)
            _words[i] &= other._words[i];
        _words.AsSpan(common).Clear();
    }

    private static int WordsFor(int capacity) => (capacity + WordBits - 1) / WordBits;
}
