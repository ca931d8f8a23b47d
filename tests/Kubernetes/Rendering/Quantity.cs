using System.Globalization;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>Kubernetes' quantities: <c>100m</c>, <c>2</c>, <c>64Mi</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
        [("m", 0.001m), ("Ki", 1024), ("Mi", 1024 * 1024), ("Gi", 1024 * 1024 * 1024), ("", 1)];

    public static decimal Of(string text)
    {
        var (suffix, factor) = Suffixes.First(entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal));
        return decimal.Parse(text[..^suffix.Length], CultureInfo.InvariantCulture) * factor;
    }
}
