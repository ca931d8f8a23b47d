using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Clients;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Clients;

/// <summary>What orders need of Products.</summary>
internal sealed class ProductsClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly ServiceClient _products;

    public ProductsClient(DaprClient dapr, IOptions<OrdersOptions> options)
    {
        _http = dapr.CreateInvokableHttpClient(options.Value.ProductsApp);
        _http.Timeout = Timeout;
        _products = new ServiceClient(_http, "products_unavailable");
    }

    /// <summary>Names and prices as of now, of those products that are in the catalogue.</summary>
    public Task<PriceList> PricesAsync(IReadOnlyList<Guid> productIds, CancellationToken cancellationToken) =>
        _products.PostAsync<PriceLookup, PriceList>("/internal/v1/prices", new PriceLookup(productIds), cancellationToken);

    /// <summary>Reserves stock, and gives the products of which there is not enough.</summary>
    public async Task<IReadOnlyList<Guid>> ReserveAsync(
        Guid orderId, int revision, IReadOnlyDictionary<Guid, int> quantities, CancellationToken cancellationToken)
    {
        var request = new ReserveStock(revision, [.. quantities.Select(quantity => new ReservedItem(quantity.Key, quantity.Value))]);
        return (await _products.PostAsync<ReserveStock, StockResult>($"/internal/v1/orders/{orderId}/reserve", request, cancellationToken)).Refused;
    }

    /// <summary>Gives stock back.</summary>
    public Task ReleaseAsync(Guid orderId, int revision, IReadOnlyList<Guid> productIds, CancellationToken cancellationToken) =>
        _products.PostAsync<ReleaseStock, StockResult>(
            $"/internal/v1/orders/{orderId}/release", new ReleaseStock(revision, productIds), cancellationToken);

    /// <summary>Sells reserved stock, and gives the products of which nothing was reserved.</summary>
    public async Task<IReadOnlyList<Guid>> CommitAsync(
        Guid orderId, int revision, IReadOnlyList<Guid> productIds, CancellationToken cancellationToken) =>
        (await _products.PostAsync<CommitStock, StockResult>(
            $"/internal/v1/orders/{orderId}/commit", new CommitStock(revision, productIds), cancellationToken)).Refused;

    public void Dispose() => _http.Dispose();
}
