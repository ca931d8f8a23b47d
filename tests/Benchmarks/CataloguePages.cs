namespace DaprShop.Benchmarks;

/// <summary>Pages of the catalogue, asked of all instances at once.</summary>
/// <param name="Name">What it is, for the report.</param>
/// <param name="Query">The query string, for a catalogue of so many products.</param>
internal sealed record CataloguePages(string Name, Func<int, string> Query)
{
    private const int PageSize = 20;

    public static IReadOnlyList<CataloguePages> All { get; } =
    [
        new("first page", _ => ""),
        new("last page", products => $"?page={products / PageSize}"),
        new("search in all", products => $"?search=every+day&page={products / PageSize / 2}"),
        new("narrow search", _ => "?search=red+1&category=kitchen&minPrice=5&sort=-price"),
    ];

    /// <summary>Pages a second.</summary>
    public static async Task<double> MeasureAsync(IReadOnlyList<int> instances, int connections, TimeSpan turn, string query)
    {
        var request = LoadGenerator.Get($"/v1.0/invoke/products/method/api/v1/products{query}", Workloads.Token);
        var rates = await Task.WhenAll(instances.Select(port => LoadGenerator.MeasureAsync(port, connections / instances.Count, turn, _ => request)));
        return rates.Sum();
    }
}
