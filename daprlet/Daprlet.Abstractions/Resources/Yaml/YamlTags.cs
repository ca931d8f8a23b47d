using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Daprlet.Resources.Yaml;

/// <summary>What the tag of a scalar makes of it: <c>!!str</c>, <c>!!int</c>, <c>!!binary</c>.</summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";

    /// <exception cref="YamlFormatException">The text is not what its tag says.</exception>
    public static YamlScalar Resolve(Scalar scalar, YamlPosition position, long size)
    {
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        YamlScalar Value(string text, bool isPlain) => new(text, isPlain) { Position = position, Size = size };
        if (tag is null)
            return Value(scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (tag == Prefix + "binary")
            return Value(Decode(scalar.Value, position), isPlain: false);
        var value = Value(scalar.Value, isPlain: true);
        bool? fits = tag switch
        {
            Prefix + "null" => value.IsNull,
            Prefix + "bool" => value.Truth is not null,
            Prefix + "int" => value.Number is { } number && number.AsSpan().IndexOfAny(".e") < 0,
            Prefix + "float" => value.Number is not null || value.Text.TrimStart('+', '-').ToUpperInvariant() is ".INF" or ".NAN",
            _ => null,
        };
        return fits switch
        {
            null => Value(scalar.Value, isPlain: false),
            true => value,
            false => throw new YamlFormatException(position, $"the value is no !!{tag[Prefix.Length..]}"),
        };
    }

    private static string Decode(string base64, YamlPosition position)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw new YamlFormatException(position, "the value of !!binary is not Base64", e);
        }
    }
}
