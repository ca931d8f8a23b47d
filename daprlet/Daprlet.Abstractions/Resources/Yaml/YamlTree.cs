using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Daprlet.Resources.Yaml;

/// <summary>Builds the values of a document from the library's events, without recursion and within limits.</summary>
/// <param name="firstLine">The line of the file that the text begins on.</param>
internal sealed class YamlTree(int firstLine)
{
    private const int MaxDepth = 100;

    /// <summary>For a document with its aliases written out.</summary>
    private const long MaxSize = 8 * 1024 * 1024;

    /// <summary>What a value takes beside its text.</summary>
    private const int NodeSize = 64;

    private readonly Stack<Collection> _open = new();
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

    /// <summary>The whole document, once it has been read.</summary>
    public YamlNode? Root { get; private set; }

    /// <exception cref="YamlFormatException">A limit is exceeded, or the value is none that a resource can have.</exception>
    public void Add(ParsingEvent next)
    {
        var position = YamlReader.At(next.Start, firstLine);
        switch (next)
        {
            case Scalar scalar:
                RefuseHalfCharacters(scalar.Value, position);
                Add(YamlTags.Resolve(scalar, position, NodeSize + scalar.Value.Length), scalar.Anchor, position);
                break;
            case AnchorAlias alias:
                Add(Anchored(alias.Value, position), AnchorName.Empty, position);
                break;
            case MappingStart or SequenceStart:
                Open(new Collection(next is MappingStart, ((NodeEvent)next).Anchor, position));
                break;
            case MappingEnd or SequenceEnd:
                var collection = _open.Pop();
                Add(collection.Close(), collection.Anchor, collection.Position);
                break;
        }
    }

    private void Open(Collection collection)
    {
        if (_open.Count == MaxDepth)
            throw TooDeep(collection.Position);
        _open.Push(collection);
    }

    private void Add(YamlNode node, AnchorName anchor, YamlPosition position)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = node;
        if (!_open.TryPeek(out var parent))
        {
            Root = node;
            return;
        }
        if (_open.Count + node.Height > MaxDepth)
            throw TooDeep(position);
        parent.Add(node);
        if (parent.Size > MaxSize)
            throw new YamlFormatException(position, $"the document is too large: with its aliases written out it takes more than {MaxSize >> 20} MiB");
    }

    private YamlNode Anchored(AnchorName name, YamlPosition position) => _anchors.GetValueOrDefault(name.Value) ?? throw new YamlFormatException(position, _open.Any(collection => collection.Anchor == name)
        ? $"not valid YAML: the alias *{name.Value} stands inside of what it stands for"
        : $"not valid YAML: there is no anchor &{name.Value} before this alias");

    private static YamlFormatException TooDeep(YamlPosition position) => new(position, $"nested more than {MaxDepth} levels deep");

    /// <summary>Escapes can name half a character, which no text can hold.</summary>
    private static void RefuseHalfCharacters(string text, YamlPosition position)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                throw new YamlFormatException(position, "not valid YAML: an escape that is half a character");
            i++;
        }
    }

    /// <summary>A mapping or list whose end has not come yet.</summary>
    private sealed class Collection(bool isMap, AnchorName anchor, YamlPosition position)
    {
        private readonly List<YamlNode> _children = [];
        private int _height;

        public AnchorName Anchor => anchor;

        public YamlPosition Position => position;

        public long Size { get; private set; } = NodeSize;

        public void Add(YamlNode node)
        {
            _children.Add(node);
            _height = Math.Max(_height, node.Height + 1);
            Size += node.Size;
        }

        public YamlNode Close() => isMap
            ? new YamlMap([.. Entries()]) { Position = position, Height = _height, Size = Size }
            : new YamlList(_children) { Position = position, Height = _height, Size = Size };

        private IEnumerable<YamlMap.Entry> Entries()
        {
            for (var i = 0; i + 1 < _children.Count; i += 2)
            {
                var name = _children[i] is YamlScalar { IsNull: false } scalar ? scalar : throw new YamlFormatException(_children[i].Position, "a key must be a plain word");
                yield return new YamlMap.Entry(name, _children[i + 1]);
            }
        }
    }
}
