using System.Collections.Immutable;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Orders.Domain;

/// <summary>A customer's attempts to pay that were declined lately, whichever the orders: who tries stolen cards has many of them.</summary>
public sealed record DeclinedCards : CreateOnlyValue
{
    /// <summary>The attempts, as they were noted.</summary>
    public ImmutableList<DeclinedCard> Attempts { get; init; } = [];

    /// <summary>Notes an attempt; without effect if it is noted.</summary>
    /// <param name="declined">The attempt.</param>
    /// <param name="window">For how long it counts.</param>
    public DeclinedCards With(DeclinedCard declined, TimeSpan window) =>
        Attempts.Exists(noted => noted.OrderId == declined.OrderId && noted.Attempt == declined.Attempt)
            ? this
            : this with { Attempts = Attempts.RemoveAll(noted => noted.At + window <= declined.At).Add(declined) };

    /// <summary>How long no other card may be tried; null if one may.</summary>
    /// <param name="limit">How many may be declined within the window.</param>
    /// <param name="window">For how long an attempt counts.</param>
    /// <param name="now">The time, UTC.</param>
    public TimeSpan? RetryAfter(int limit, TimeSpan window, DateTimeOffset now)
    {
        var counting = Attempts.Select(attempt => attempt.At + window).Where(end => end > now).Order().ToList();
        return counting.Count < limit ? null : counting[counting.Count - limit] - now;
    }
}

/// <summary>An attempt to pay that was declined.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Attempt">The attempt's number in the order.</param>
/// <param name="At">When that was known, UTC.</param>
public sealed record DeclinedCard(Guid OrderId, int Attempt, DateTimeOffset At);
