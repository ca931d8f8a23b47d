using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// Which products have which words. Of a beginning that many words share, such as a digit, it gathers the products once, and keeps
/// what it found up to date from then on. Safe for many readers or a writer.
/// </summary>
internal sealed class WordIndex
{
    // At 100,000 products 3 MB.
    private const int MaxKept = 256;

    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _ordinals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OrdinalSet> _kept = new(StringComparer.Ordinal);

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

    /// <summary>Takes a product in that is not there.</summary>
    public void Add(int ordinal, IReadOnlyCollection<string> words)
    {
        foreach (var (prefix, found) in _kept)
        {
            if (words.Any(word => word.StartsWith(prefix, StringComparison.Ordinal))) found.Extend(ordinal);
        }

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

    /// <summary>Takes a product out, with all of its words.</summary>
    public void Remove(int ordinal, IReadOnlyCollection<string> words)
    {
        foreach (var (_, found) in _kept)
            found.Remove(ordinal);

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
            var matches = Matches(prefix, capacity);
            if (found is null) found = matches.Copy(capacity);
            else found.IntersectWith(matches);
        }

        return found ?? throw new ArgumentException("At least one prefix.", nameof(prefixes));
    }

    private OrdinalSet Matches(string prefix, int capacity)
    {
        if (_kept.TryGetValue(prefix, out var kept)) return kept;
        var matches = new OrdinalSet(capacity);
        foreach (var word in _words.GetViewBetween(prefix, prefix + char.MaxValue))
            matches.AddRange(CollectionsMarshal.AsSpan(_ordinals[word]));
        if (_kept.Count >= MaxKept) _kept.Clear();
        return _kept.GetOrAdd(prefix, matches);
    }
}
