using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>The declined attempts to pay of each customer: the key <c>declined-of-{userId}</c>, never deleted.</summary>
internal sealed class DeclinedCardStore(DaprClient dapr, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>How long a customer may try no other card; null if one may be tried.</summary>
    public async Task<TimeSpan?> RetryAfterAsync(Guid userId, CancellationToken cancellationToken) =>
        (await dapr.GetStateAsync<DeclinedCards?>(options.Value.StateStore, Key(userId), ConsistencyMode.Strong, cancellationToken: cancellationToken))
        ?.RetryAfter(options.Value.DeclinedCards, options.Value.DeclinedCardsTime, time.GetUtcNow());

    /// <summary>Notes that an attempt to pay was declined; repeated, it counts once.</summary>
    public async Task AddAsync(Order order, CancellationToken cancellationToken)
    {
        var declined = new DeclinedCard(order.Id, order.Attempt, time.GetUtcNow());
        while (await dapr.UpdateStateAsync<DeclinedCards>(options.Value.StateStore, Key(order.UserId),
            cards => cards.With(declined, options.Value.DeclinedCardsTime), cancellationToken) is null)
        {
            var first = new DeclinedCards { Attempts = [declined] };
            if ((await dapr.CreateOnlyAsync(options.Value.StateStore, Key(order.UserId), first, cancellationToken)).Created) return;
        }
    }

    private static string Key(Guid userId) => $"declined-of-{userId}";
}
