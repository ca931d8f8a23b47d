namespace DaprShop.Tests.Chaos.Customers;

/// <summary>A product that is sold in the storm.</summary>
internal sealed record ShelfProduct(Guid Id, int Stock, decimal Price);

/// <summary>What there is to buy: a few products that everybody wants and that do not suffice, and some that do.</summary>
internal sealed record Shelf(IReadOnlyList<ShelfProduct> Scarce, IReadOnlyList<ShelfProduct> Ample)
{
    private const int AmplePieces = 1_000_000;

    private static readonly decimal[] Prices = [9.99m, 12.50m, 100m];

    public IEnumerable<ShelfProduct> All => Scarce.Concat(Ample);

    /// <summary>Puts products into the catalogue.</summary>
    /// <param name="pieces">How many pieces there are of each of the scarce ones.</param>
    public static async Task<Shelf> FillAsync(PersistentCustomer administrator, int pieces) => new(
        await Task.WhenAll(Prices.Select(price => AddAsync(administrator, price, pieces))),
        await Task.WhenAll(Prices.Select(price => AddAsync(administrator, price, AmplePieces))));

    private static async Task<ShelfProduct> AddAsync(PersistentCustomer administrator, decimal price, int stock)
    {
        var answer = await administrator.AskAsync(HttpMethod.Post, "/api/v1/products", new
        {
            name = $"Lamp {Guid.NewGuid():N}",
            description = "A lamp",
            category = "lighting",
            price,
            currency = "EUR",
            stock,
        });
        return new ShelfProduct(Guid.Parse(answer.Text("id")), stock, price);
    }
}
