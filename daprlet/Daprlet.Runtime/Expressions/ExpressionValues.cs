using System.Collections;
using System.Text.Json;

namespace Daprlet.Expressions;

/// <summary>What the values of expressions have: members, elements, sizes, an order, equality.</summary>
internal static class ExpressionValues
{
    /// <summary>A variable's value, with what JSON has words for in .NET's own types.</summary>
    public static object? Of(object? value) => value is JsonElement json ? FromJson(json) : value;

    private static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json,
    };

    public static bool Bool(object? value) => value is bool answer ? answer : throw new ExpressionException("true or false expected");

    /// <summary>What a map has for a key; false when it has none, or the value is no map.</summary>
    public static bool TryEntry(object? target, object? key, out object? value)
    {
        value = null;
        if (target is JsonElement { ValueKind: JsonValueKind.Object } json && key is string name && json.TryGetProperty(name, out var member))
        {
            value = FromJson(member);
            return true;
        }
        if (target is not IReadOnlyDictionary<object, object?> map)
            return false;
        foreach (var same in SameKeys(key))
        {
            if (map.TryGetValue(same, out value))
                return true;
        }
        return false;
    }

    /// <summary>A key as it is, and the same number as a whole one of the other kinds.</summary>
    private static IEnumerable<object> SameKeys(object? key)
    {
        object?[] forms = key switch
        {
            long number => [number, (ulong)number],
            ulong number => [number, (long)number],
            double number => [number, (long)number, (ulong)number],
            _ => [key],
        };
        return forms.OfType<object>().Where(form => AreEqual(form, key));
    }

    public static object? Element(object? target, object? key)
    {
        if (TryEntry(target, key, out var entry))
            return entry;
        var index = IsNumber(key) ? ExpressionConversions.Real(key) : double.NaN;
        if (Items(target) is { } items && index >= 0 && index < items.Count && Math.Floor(index) == index)
            return items[(int)index];
        throw new ExpressionException("no such element");
    }

    /// <summary>The items of a list, or null when the value is none.</summary>
    public static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(FromJson)],
        _ => null,
    };

    /// <summary>The items of a list, or the keys of a map; null when the value is neither.</summary>
    public static IReadOnlyList<object?>? ItemsOrKeys(object? value) => value switch
    {
        IReadOnlyDictionary<object, object?> map => [.. map.Keys],
        JsonElement { ValueKind: JsonValueKind.Object } json => [.. json.EnumerateObject().Select(member => member.Name).Distinct()],
        _ => Items(value),
    };

    public static bool Contains(object? collection, object? value)
    {
        if (Items(collection) is { } items)
            return items.Any(item => AreEqual(item, value));
        if (collection is JsonElement or IDictionary)
            return TryEntry(collection, value, out _);
        throw new ExpressionException("'in' needs a list or a map");
    }

    /// <summary>Elements of a list, entries of a map, code points of a text.</summary>
    public static long Size(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        ExpressionBytes bytes => bytes.Value.Length,
        IReadOnlyDictionary<object, object?> map => map.Count,
        JsonElement { ValueKind: JsonValueKind.Object } json => json.EnumerateObject().Select(member => member.Name).Distinct().Count(),
        _ => Items(value)?.Count ?? throw new ExpressionException("the value has no size"),
    };

    /// <summary>Values of different kinds are never equal; numbers are compared as numbers.</summary>
    public static bool AreEqual(object? left, object? right)
    {
        if (IsNumber(left) && IsNumber(right))
            return left is not double.NaN && right is not double.NaN && Compare(left, right) == 0;
        if (Items(left) is { } first && Items(right) is { } second)
            return first.Count == second.Count && first.Zip(second).All(pair => AreEqual(pair.First, pair.Second));
        if (Entries(left) is { } one && Entries(right) is { } other)
            return one.Count == other.Count && one.All(entry => TryEntry(other, entry.Key, out var value) && AreEqual(entry.Value, value));
        return Equals(left, right);
    }

    /// <summary>The entries of a map, or null when the value is none.</summary>
    private static IReadOnlyDictionary<object, object?>? Entries(object? value)
    {
        if (value is not JsonElement { ValueKind: JsonValueKind.Object } json)
            return value as IReadOnlyDictionary<object, object?>;
        var entries = new Dictionary<object, object?>();
        foreach (var member in json.EnumerateObject())
            entries[member.Name] = FromJson(member.Value);
        return entries;
    }

    /// <summary>Below zero, zero or above zero.</summary>
    /// <exception cref="ExpressionException">The two have no order.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (ulong a, ulong b) => a.CompareTo(b),
        (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
        (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
        (long or ulong or double, long or ulong or double) => CompareReals(ExpressionConversions.Real(left), ExpressionConversions.Real(right)),
        (string a, string b) => CompareTexts(a, b),
        (ExpressionBytes a, ExpressionBytes b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        _ => throw new ExpressionException("the values have no order between them"),
    };

    /// <summary>A whole number counts as the nearest double, as in cel-go.</summary>
    private static int CompareReals(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? throw new ExpressionException("NaN has no order") : left.CompareTo(right);

    /// <summary>By code points, as UTF-8 sorts them.</summary>
    private static int CompareTexts(string left, string right)
    {
        var (one, other) = (left.EnumerateRunes(), right.EnumerateRunes());
        while (true)
        {
            var (hasOne, hasOther) = (one.MoveNext(), other.MoveNext());
            if (!hasOne || !hasOther)
                return hasOne.CompareTo(hasOther);
            if (one.Current.CompareTo(other.Current) is not 0 and var order)
                return order;
        }
    }

    private static bool IsNumber(object? value) => value is long or ulong or double;
}
