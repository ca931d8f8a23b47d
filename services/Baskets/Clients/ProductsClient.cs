using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Clients;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace DaprShop.Baskets.Clients;

/// <summary>What baskets need of Products.</summary>
internal sealed partial class ProductsClient : IDisposable
{
    // A basket without prices now is better than one with prices in a while.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http;
    private readonly ServiceClient _products;
    private readonly ILogger<ProductsClient> _logger;

    public ProductsClient(DaprClient dapr, IOptions<BasketsOptions> options, ILogger<ProductsClient> logger)
    {
        _http = dapr.CreateInvokableHttpClient(options.Value.ProductsApp);
        _http.Timeout = Timeout;
        _products = new ServiceClient(_http, "products_unavailable");
        _logger = logger;
    }

    /// <summary>What products are called, cost, and how many there are, as of now, of those that are in the catalogue.</summary>
    /// <param name="productIds">At most 100 products, each once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The offers; null if Products does not answer.</returns>
    public async Task<IReadOnlyList<Offer>?> FindOffersAsync(IReadOnlyList<Guid> productIds, CancellationToken cancellationToken)
    {
        if (productIds.Count == 0) return [];
        try
        {
            return (await _products.PostAsync<OfferLookup, OfferList>(
                "/internal/v1/offers", new OfferLookup(productIds), cancellationToken)).Offers;
        }
        catch (ServiceUnavailableException exception)
        {
            LogWithoutOffers(exception.GetBaseException().Message);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    [LoggerMessage(LogLevel.Warning, "Products does not answer, baskets are shown without prices: {Reason}")]
    private partial void LogWithoutOffers(string reason);
}
