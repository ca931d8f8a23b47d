namespace DaprShop.Products.Catalogue;

/// <summary>Which products have which words.</summary>
internal sealed class WordIndex
{
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _ordinals = new(StringComparer.Ordinal);

    /// <summary>The words of texts: runs of letters and digits, in lower case, each once.</summary>
    public static HashSet<string> WordsOf(params ReadOnlySpan<string> texts)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var start = 0;
            for (var end = 0; end <= text.Length; end++)
            {
                if (end < text.Length && char.IsLetterOrDigit(text[end])) continue;
                if (end > start) words.Add(text[start..end].ToLowerInvariant());
                start = end + 1;
            }
        }

        return words;
    }

    public void Add(int ordinal, IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            if (!_ordinals.TryGetValue(word, out var ordinals))
            {
                _ordinals[word] = ordinals = [];
                _words.Add(word);
            }

            // Most products are new, and a new one has the highest ordinal.
            if (ordinals.Count == 0 || ordinals[^1] < ordinal) ordinals.Add(ordinal);
            else ordinals.Insert(~ordinals.BinarySearch(ordinal), ordinal);
        }
    }

    public void Remove(int ordinal, IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            var ordinals = _ordinals[word];
            ordinals.RemoveAt(ordinals.BinarySearch(ordinal));
            if (ordinals.Count > 0) continue;
            _ordinals.Remove(word);
            _words.Remove(word);
        }
    }

    /// <summary>The products of which every prefix begins a word.</summary>
    /// <param name="prefixes">At least one, in lower case.</param>
    /// <param name="capacity">Above every ordinal.</param>
    public OrdinalSet Find(IEnumerable<string> prefixes, int capacity)
    {
        OrdinalSet? found = null;
        foreach (var prefix in prefixes)
        {
            var matches = new OrdinalSet(capacity);
            foreach (var word in _words.GetViewBetween(prefix, prefix + char.MaxValue))
                matches.AddRange(_ordinals[word]);
            if (found is null) found = matches;
            else found.IntersectWith(matches);
        }

        return found ?? throw new ArgumentException("At least one prefix.", nameof(prefixes));
    }
}
