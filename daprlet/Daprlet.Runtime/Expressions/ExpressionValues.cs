using System.Collections;
using System.Text.Json;

namespace Daprlet.Expressions;

/// <summary>What the values of expressions have: members, elements, sizes, an order, equality.</summary>
internal static class ExpressionValues
{
    /// <summary>A variable's value, with what JSON has words for in .NET's own types.</summary>
    /// <inheritdoc cref="FromJson"/>
    public static object? Of(object? value) => value is JsonElement json ? FromJson(json) : value;

    /// <exception cref="ExpressionException">A text is not valid.</exception>
    public static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Text(json),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json,
    };

    public static bool Bool(object? value) => value is bool answer ? answer : throw new ExpressionException("true or false expected");

    public static bool TryMember(object? target, string name, out object? value)
    {
        value = null;
        if (target is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member))
        {
            value = FromJson(member);
            return true;
        }
        return target is IReadOnlyDictionary<object, object?> map && map.TryGetValue(name, out value);
    }

    public static object? Element(object? target, object? key)
    {
        if (key is string name && TryMember(target, name, out var member))
            return member;
        if (Items(target) is { } items && Index(key) is { } index && index >= 0 && index < items.Count)
            return items[index];
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
        if (collection is JsonElement or IDictionary && value is string name)
            return TryMember(collection, name, out _);
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
            return one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && AreEqual(entry.Value, value));
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
        (long or ulong or double, long or ulong or double) => CompareNumbers(left!, right!),
        (string a, string b) => CompareTexts(a, b),
        (ExpressionBytes a, ExpressionBytes b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        _ => throw new ExpressionException("the values have no order between them"),
    };

    /// <summary>Whole numbers of both kinds and numbers with a fraction stand on one line; a double cannot hold every whole number, so those are compared as they are.</summary>
    private static int CompareNumbers(object left, object right)
    {
        if (left is double.NaN || right is double.NaN)
            throw new ExpressionException("NaN has no order");
        if (left is double && right is double)
            return ((double)left).CompareTo((double)right);
        if (right is double real)
            return -CompareWhole(real, Whole(left));
        return left is double other ? CompareWhole(other, Whole(right)) : Whole(left).CompareTo(Whole(right));
    }

    private static int CompareWhole(double real, Int128 whole) =>
        Math.Abs(real) >= 1e30 ? Math.Sign(real) : ((Int128)Math.Floor(real)).CompareTo(whole) is not 0 and var order ? order : (real > Math.Floor(real) ? 1 : 0);

    private static Int128 Whole(object number) => number is ulong unsigned ? unsigned : (long)number;

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

    private static int? Index(object? key) => key switch
    {
        long index when index is >= 0 and <= int.MaxValue => (int)index,
        ulong index when index <= int.MaxValue => (int)index,
        double index when index is >= 0 and <= int.MaxValue && Math.Floor(index) == index => (int)index,
        _ => null,
    };

    private static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ExpressionException($"a text is not valid: {e.Message}");
        }
    }
}
