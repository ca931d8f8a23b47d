namespace Daprlet.Resources.Yaml;

/// <summary>A text is not YAML, or is YAML that no resource needs. The message names line and column, and holds nothing of the text.</summary>
public sealed class YamlFormatException(YamlPosition position, string reason, Exception? inner = null) : FormatException($"{position}: {reason}", inner);

/// <summary>A place in a text; both count from 1.</summary>
public readonly record struct YamlPosition(int Line, int Column)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}, column {Column}");
}
