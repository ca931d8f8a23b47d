using Daprlet.Expressions;
using Daprlet.Resiliency;
using DaprShop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Trip conditions with more than one operator: at which attempt of a history the breaker opens. One that cannot be answered does not open it.</summary>
public sealed class TripTests
{
    [Theory]
    [InlineData(null, "FFFFFFFF", 6)]
    [InlineData("consecutiveFailures > 2", "FFFF", 3)]
    [InlineData("consecutiveFailures >= 2", "FSFSFF", 6)]
    [InlineData("consecutiveFailures >= 2 || totalFailures >= 3 && requests > 100", "FFFF", 2)]
    [InlineData("(consecutiveFailures >= 2 || totalFailures >= 3) && requests > 3", "FFFF", 4)]
    [InlineData("totalFailures >= 3 && requests > 100 || consecutiveFailures >= 2", "FFFF", 2)]
    [InlineData("totalFailures >= 3 && (requests > 100 || consecutiveFailures >= 2)", "FFFF", 3)]
    [InlineData("!(consecutiveFailures < 3) || requests > 100", "FFFF", 3)]
    [InlineData("requests - totalSuccesses - 1 > 1", "FSFSF", 5)]
    [InlineData("requests - (totalSuccesses - 1) > 3", "FSFSF", 5)]
    [InlineData("totalFailures * 2 > requests + 1", "FSFF", 4)]
    [InlineData("totalFailures * 100 / requests > 60 && requests >= 3", "FSFF", 3)]
    [InlineData("totalSuccesses + totalFailures * 2 == 7", "SSSFF", 5)]
    [InlineData("(totalSuccesses + totalFailures) * 2 == 8", "SSSFF", 4)]
    [InlineData("requests > 3 ? consecutiveFailures > 0 : consecutiveFailures > 2", "FFSF", 4)]
    [InlineData("consecutiveFailures > 5", "FFFFF", null)]
    [InlineData("totalSuccesses > 0 && consecutiveSuccesses == 0", "FFSSF", 5)]
    [InlineData("10 / (requests - 1) > 3", "FFF", 2)]
    [InlineData("totalFailures > nosuch", "FFFF", null)]
    [InlineData("totalFailures > nosuch || requests == 2", "FFF", 2)]
    [InlineData("totalFailures", "FFFF", null)]
    public void A_breaker_opens_at_the_failure_that_fulfils_its_condition(string? trip, string history, int? opens)
    {
        var breaker = new CircuitBreaker("b", new CircuitBreakerPolicy { Trip = trip is null ? null : Condition.Compile(trip) }, new VirtualTime(), NullLogger.Instance);
        int? opened = null;
        for (var attempt = 1; opened is null && attempt <= history.Length; attempt++)
        {
            Assert.True(breaker.TryEnter(out var generation, out _));
            breaker.Leave(generation, isSuccess: history[attempt - 1] == 'S');
            opened = breaker.State == BreakerState.Open ? attempt : null;
        }

        Assert.Equal(opens, opened);
    }
}
