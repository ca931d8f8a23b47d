using Dapr.Client;
using DaprShop.Baskets.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Baskets.Storage;

/// <summary>Baskets in the state store: the key <c>basket-{userId}</c>, which goes away when nobody changes it.</summary>
internal sealed class BasketStore(DaprClient dapr, IOptions<BasketsOptions> options)
{
    /// <summary>A customer's basket; an empty one if there is none.</summary>
    public async Task<Basket> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        await dapr.GetStateAsync<Basket?>(
            options.Value.StateStore, Key(userId), ConsistencyMode.Strong, cancellationToken: cancellationToken) ?? new Basket();

    /// <summary>Changes a customer's basket, again from the start when someone else was faster.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="change">
    /// Gives the basket to store, or the same one to leave it, and what came of it. It may run several times, and once more on
    /// its own result; the last run counts.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; whether the basket was changed is then unknown.</param>
    public async Task<TOutcome> ChangeAsync<TOutcome>(
        Guid userId, Func<Basket, CancellationToken, Task<(Basket Basket, TOutcome Outcome)>> change, CancellationToken cancellationToken)
    {
        var outcome = default(TOutcome);
        async Task<Basket> RunAsync(Basket basket, CancellationToken token)
        {
            (var changed, outcome) = await change(basket, token);
            return changed;
        }

        while (await dapr.UpdateStateAsync<Basket>(
            options.Value.StateStore, Key(userId), RunAsync, options.Value.TimeToLive, cancellationToken) is null)
        {
            var none = new Basket();
            var first = await RunAsync(none, cancellationToken);
            if (ReferenceEquals(first, none)) break;
            var (isCreated, _) = await dapr.CreateOnlyAsync(
                options.Value.StateStore, Key(userId), first, options.Value.TimeToLive, cancellationToken);
            if (isCreated) break;
        }

        return outcome!;
    }

    private static string Key(Guid userId) => $"basket-{userId}";
}
