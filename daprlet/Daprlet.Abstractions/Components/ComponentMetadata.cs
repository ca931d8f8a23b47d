using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Components;

/// <summary>A component's metadata: names match in any letter case, of a repeated name the last one counts.</summary>
public sealed class ComponentMetadata
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public ComponentMetadata(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
            _values[name] = value;
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The value of the first of the names that has one, or null.</summary>
    public string? Get(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var value) && value.Length > 0)
                return value;
        }
        return null;
    }

    /// <summary>Dapr's truthy words: y, yes, true, t, on, 1, in any letter case.</summary>
    public bool GetBool(string name, bool otherwise = false) => Get(name) is { } value ? IsTrue(value) : otherwise;

    /// <exception cref="ComponentException">The value is not a whole number.</exception>
    public int GetInt(string name, int otherwise)
    {
        if (Get(name) is not { } value)
            return otherwise;
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ComponentException($"metadata {name} is not a whole number");
    }

    /// <summary>A Go duration, or a whole number in the unit that the component documents for it.</summary>
    /// <exception cref="ComponentException">The value is neither.</exception>
    public TimeSpan GetDuration(string name, TimeSpan otherwise, TimeSpan unit)
    {
        if (Get(name) is not { } value)
            return otherwise;
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < int.MaxValue)
            return number * unit;
        return GoDuration.TryParse(value, out var duration) ? duration : throw new ComponentException($"metadata {name} is not a duration");
    }

    /// <exception cref="ComponentException">None of the names has a value.</exception>
    public string Require(params ReadOnlySpan<string> names) => Get(names) ?? throw new ComponentException($"missing metadata {names[0]}");

    /// <summary>Whether Dapr takes the word for true.</summary>
    public static bool IsTrue(string value) => value.ToUpperInvariant() is "Y" or "YES" or "TRUE" or "T" or "ON" or "1";
}
