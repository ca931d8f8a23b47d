using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Products;
using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Benchmarks;

/// <summary>Two instances of Products on one SQLite file, their sidecars beside them.</summary>
internal static class ProductsServers
{
    private const int Instances = 2;
    private const int Writers = 64;
    private const int Proofs = 20;

    private static readonly string[] Colours = ["Red", "Blue", "Green", "White"];
    private static readonly string[] Categories = ["Kitchen", "Garden", "Books", "Office", "Toys"];

    public static async Task<int> RunAsync(int products, string file)
    {
        using var identity = new TestIdentity();
        var network = new SidecarNetwork();
        var instances = new List<ServiceHost>();
        for (var i = 0; i < Instances; i++) instances.Add(await StartAsync(file, network, identity));
        await FillAsync(instances[0].Services.GetRequiredService<CatalogueJournal>(), products);
        await instances[0].Services.GetRequiredService<IStockLedger>().OpenAsync(Workloads.HotProduct, StockAccount.MaxAvailable, CancellationToken.None);
        foreach (var instance in instances)
            await instance.Services.GetRequiredService<ProductCatalogue>().ReadAsync(CancellationToken.None);
        await ProveAsync(instances, identity);
        await ChildProcess.ServeAsync([.. instances.Select(instance => instance.Sidecar.HttpPort)]);
        foreach (var instance in instances) await instance.DisposeAsync();
        return 0;
    }

    private static Task<ServiceHost> StartAsync(string file, SidecarNetwork network, TestIdentity identity) => ServiceHost.StartAsync<ProductsOptions>(new ServiceHostOptions
    {
        AppId = "products",
        Components = [DaprletHost.Component("products-state", "state.sqlite", ("connectionString", file), ("actorStateStore", "true"))],
        Network = network,
        ConfigureServices = services => services.AddSingleton<IVerificationKeys>(identity),
    });

    private static async Task FillAsync(CatalogueJournal journal, int products)
    {
        var changes = Enumerable.Range(1, products).Select(Change).ToList();
        await Parallel.ForEachAsync(changes, new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (change, cancellationToken) => await journal.TryAppendAsync(change, cancellationToken));
        foreach (var segment in changes.Chunk(CatalogueJournal.SegmentLength).Where(segment => segment.Length == CatalogueJournal.SegmentLength))
            await journal.SaveSegmentAsync(segment, CancellationToken.None);
    }

    private static CatalogueChange Change(int number)
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(number);
        var details = new ProductDetails(
            $"{Colours[number % Colours.Length]} thing {number}", $"A thing for every day, number {number}.",
            Categories[number % Categories.Length], (number % 1000 / 10m) + 1, "EUR");
        var id = Guid.CreateVersion7(at);
        return new CatalogueChange(number, id, new Product(id, 1, details, at, at));
    }

    /// <exception cref="InvalidOperationException">An instance does not show what another has answered.</exception>
    private static async Task ProveAsync(List<ServiceHost> instances, TestIdentity identity)
    {
        for (var i = 0; i < Proofs; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"proof{i}");
            using var add = new HttpRequestMessage(HttpMethod.Post, "/api/v1/products")
            {
                Headers = { Authorization = identity.LogIn(Guid.CreateVersion7(), Roles.Administrator) },
                Content = JsonContent.Create(new { name, category = "Proofs", price = 1, currency = "EUR", stock = 1 }),
            };
            (await instances[i % Instances].Client.SendAsync(add)).EnsureSuccessStatusCode();
            var found = await instances[(i + 1) % Instances].Client.GetFromJsonAsync<JsonNode>($"/api/v1/products?search={name}");
            if ((int)found!["total"]! < 1) throw new InvalidOperationException($"{name} was added and is not found");
        }
    }
}
