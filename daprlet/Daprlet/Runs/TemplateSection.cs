using System.Globalization;
using Daprlet.Resources.Yaml;

namespace Daprlet.Runs;

/// <summary>
/// One mapping of a run template: typed reading of its fields. A field without a value, or with an empty text, counts as absent; so does one
/// that is wrong, once that has been noted.
/// </summary>
/// <param name="path">Such as <c>apps[1]</c>; empty for the whole template.</param>
/// <param name="node">The mapping, or what stands where one might; null when nothing does.</param>
internal sealed class TemplateSection(TemplateNotes notes, string path, YamlNode? node)
{
    private static readonly YamlMap Nothing = new([]) { Position = new YamlPosition(1, 1) };

    private readonly YamlMap _fields = node as YamlMap ?? Nothing;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The value must be a plain word or text.</summary>
    public string? Text(string name) => Scalar(name)?.Text;

    /// <summary>The value must be a whole number of 32 bits.</summary>
    public int? Number(string name)
    {
        if (Scalar(name) is not { } scalar)
            return null;
        if (int.TryParse(scalar.Number ?? scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        AddProblem(name, $"must be a whole number, not \"{scalar.Text}\"");
        return null;
    }

    /// <summary>The value must be true or false, in one of YAML's words for them.</summary>
    public bool? Switch(string name)
    {
        if (Scalar(name) is not { } scalar)
            return null;
        var truth = new YamlScalar(scalar.Text, isPlain: true) { Position = scalar.Position }.Truth;
        if (truth is null)
            AddProblem(name, $"must be true or false, not \"{scalar.Text}\"");
        return truth;
    }

    /// <summary>The value must be a list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select((item, index) => Value(item, $"{name}[{index}]") ?? "")];

    /// <summary>The value must be a mapping of names to texts.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var section = Section(name);
        foreach (var (variable, value) in section._fields.Entries)
        {
            if (Value(variable, name) is { Length: > 0 } text)
                result[text] = Value(value, $"{name}.{text}") ?? "";
            else
                AddProblem(name, "has a name that is empty");
        }
        section.WarnOfRepeatedFields();
        return result;
    }

    /// <summary>The mapping of that name; an empty section when it is absent.</summary>
    public TemplateSection Section(string name)
    {
        var value = Find(name);
        if (value is not (null or YamlMap))
            AddProblem(name, "must be a mapping");
        return new TemplateSection(notes, Place(name), value as YamlMap);
    }

    /// <summary>The mappings in the list of that name.</summary>
    public IReadOnlyList<TemplateSection> Sections(string name)
    {
        var items = Items(name);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not (YamlMap or YamlScalar { IsNull: true }))
                AddProblem($"{name}[{i}]", "must be a mapping");
        }
        return [.. items.Select((item, index) => new TemplateSection(notes, Place($"{name}[{index}]"), item))];
    }

    /// <summary>Notes the fields that nobody has asked for: those that look like a slip are wrong, others have no effect.</summary>
    public void CheckUnknownFields()
    {
        foreach (var name in _fields.Entries.Select(entry => entry.Name).Where(name => !_known.Contains(name.Text) && !name.Text.StartsWith("x-", StringComparison.Ordinal)))
        {
            if (FieldNames.Misspelt(name.Text, _known) is { } meant)
                notes.AddProblem(name.Position, Place(name.Text), $"is not a field of a run template: did you mean {meant}?");
            else
                notes.AddWarning(name.Position, Place(name.Text), $"is not a field of a run template and has no effect{(FieldNames.Related(name.Text, _known) is { } related ? $": did you mean {related}?" : "")}");
        }
        WarnOfRepeatedFields();
    }

    /// <param name="name">The field, an item of it such as <c>command[0]</c>, or empty for the section itself.</param>
    public void AddProblem(string name, string reason) => notes.AddProblem(PositionOf(name), Place(name), reason);

    private YamlPosition PositionOf(string name) => _fields.TryFind(name.Split('[', '.')[0], out var entry) ? entry.Name.Position : (node ?? _fields).Position;

    private string Place(string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";

    private void WarnOfRepeatedFields()
    {
        foreach (var name in _fields.Repeated)
            notes.AddWarning(name.Position, Place(name.Text), "stands here again: the last one counts");
    }

    private YamlScalar? Scalar(string name) => Find(name) is { } value && Value(value, name) is not null ? (YamlScalar)value : null;

    private IReadOnlyList<YamlNode> Items(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case YamlList list:
                return list.Items;
            default:
                AddProblem(name, "must be a list");
                return [];
        }
    }

    private YamlNode? Find(string name)
    {
        _known.Add(name);
        return _fields.Find(name) is { } value and not (YamlScalar { IsNull: true } or YamlScalar { Text: "" }) ? value : null;
    }

    /// <summary>The text as it is written; null for YAML's null and for what is no text.</summary>
    private string? Value(YamlNode value, string name)
    {
        if (value is YamlScalar scalar && !scalar.Text.Contains('\0', StringComparison.Ordinal))
            return scalar.IsNull ? null : scalar.Text;
        AddProblem(name, value is YamlScalar ? "must not hold the character U+0000" : "must be text");
        return null;
    }
}
