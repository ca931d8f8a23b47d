using System.Diagnostics.CodeAnalysis;

namespace Daprlet.Resources.Yaml;

/// <summary>Names with values, in the order of the text; merged ones come last. Of a name that comes several times the last counts.</summary>
public sealed class YamlMap : YamlNode
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="written">The entries as they stand in the text, with <c>&lt;&lt;</c> among them.</param>
    internal YamlMap(IReadOnlyList<Entry> written)
    {
        var repeated = new List<YamlScalar>();
        foreach (var entry in written.Where(entry => !entry.IsMerge))
        {
            if (_entries.ContainsKey(entry.Name.Text))
                repeated.Add(entry.Name);
            _entries[entry.Name.Text] = entry;
        }
        Repeated = repeated;
        foreach (var merge in written.Reverse().Where(entry => entry.IsMerge))
            Merge(merge.Value);
    }

    public IEnumerable<Entry> Entries => _entries.Values;

    /// <summary>Names that stand in the same mapping before.</summary>
    public IReadOnlyList<YamlScalar> Repeated { get; }

    public YamlNode? Find(string name) => TryFind(name, out var entry) ? entry.Value : null;

    public bool TryFind(string name, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(name, out entry);

    /// <summary>What is there stays: a mapping's own names stand over merged ones, and of several mappings the first counts.</summary>
    private void Merge(YamlNode source)
    {
        foreach (var map in Sources(source))
        {
            foreach (var entry in map.Entries)
                _entries.TryAdd(entry.Name.Text, entry);
        }
    }

    private static IEnumerable<YamlMap> Sources(YamlNode source) => source switch
    {
        YamlMap map => [map],
        YamlScalar { IsNull: true } => [],
        YamlList list => list.Items.Select(item => item as YamlMap ?? throw NotMergeable(item)),
        _ => throw NotMergeable(source),
    };

    private static YamlFormatException NotMergeable(YamlNode node) => new(node.Position, "'<<' takes a mapping or a list of mappings");

    /// <summary>One name with its value.</summary>
    public sealed record Entry(YamlScalar Name, YamlNode Value)
    {
        internal bool IsMerge => Name is { IsPlain: true, Text: "<<" };
    }
}
