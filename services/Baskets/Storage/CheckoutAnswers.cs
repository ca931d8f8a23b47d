using Dapr.Client;
using DaprShop.Baskets.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Baskets.Storage;

/// <summary>
/// Answers to checkouts in the state store: one key for each idempotency key of a customer, written before the basket is
/// emptied, and gone no sooner than a basket that nobody changes.
/// </summary>
internal sealed class CheckoutAnswers(DaprClient dapr, IOptions<BasketsOptions> options)
{
    /// <summary>The answer that a request got; null if there is none yet.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="key">The hash of the request's idempotency key.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<CheckoutAnswer?> FindAsync(Guid userId, string key, CancellationToken cancellationToken) =>
        await dapr.GetStateAsync<CheckoutAnswer?>(
            options.Value.StateStore, Key(userId, key), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    /// <summary>Notes the answer to requests, for those that have none.</summary>
    public Task CreateAsync(Guid userId, IEnumerable<string> keys, CheckoutAnswer answer, CancellationToken cancellationToken) =>
        Task.WhenAll(keys.Select(key => dapr.CreateOnlyAsync(
            options.Value.StateStore, Key(userId, key), answer, options.Value.TimeToLive, cancellationToken)));

    private static string Key(Guid userId, string key) => $"checkout-{userId}-{key}";
}
