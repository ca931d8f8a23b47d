using System.Globalization;

namespace Daprlet.Resources;

/// <summary>Kubernetes quantities as sizes in bytes: <c>4Mi</c>, <c>16Ki</c>, <c>1G</c>, <c>1024</c>.</summary>
public static class ByteQuantity
{
    private static readonly (string Suffix, long Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("", 1),
    ];

    /// <summary>False when the text is not a positive quantity that fits 64 bits.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var (suffix, factor) = Suffixes.First(s => text.EndsWith(s.Suffix, StringComparison.Ordinal));
        if (!decimal.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        if (number <= 0 || number * factor > long.MaxValue)
            return false;
        bytes = (long)(number * factor);
        return true;
    }
}
