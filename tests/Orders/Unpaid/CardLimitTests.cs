using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders.Unpaid;

/// <summary>How many cards may be declined, by the clock.</summary>
public sealed class CardLimitTests
{
    private const int Limit = 3;

    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid OrderId = Guid.NewGuid();

    [Theory]
    [InlineData("", 0, null)]
    [InlineData("0 1", 2, null)]
    [InlineData("0 1 2", 2, 22.0)]
    [InlineData("2 0 1", 2, 22.0)]
    [InlineData("0 1 2", 23.5, 0.5)]
    [InlineData("0 1 2", 24, null)]
    [InlineData("0 0 0", 0, 24.0)]
    [InlineData("0 1 2 3", 3, 22.0)]
    [InlineData("0 1 2 3", 24.5, 0.5)]
    [InlineData("0 1 2 3", 25, null)]
    public void As_many_cards_as_the_limit_says_are_declined_and_the_next_waits_until_one_counts_no_more(string declined, double now, double? wait)
    {
        var hours = declined.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse).ToList();
        var cards = new DeclinedCards { Attempts = [.. hours.Select((hour, attempt) => Declined(OrderId, attempt, hour))] };

        Assert.Equal(wait is { } left ? TimeSpan.FromHours(left) : null, cards.RetryAfter(Limit, Window, Start.AddHours(now)));
    }

    [Fact]
    public void An_attempt_is_noted_once_and_those_of_other_orders_and_other_numbers_beside_it()
    {
        var other = Guid.NewGuid();
        var cards = new DeclinedCards();
        foreach (var declined in new[] { Declined(OrderId, 1, 0), Declined(OrderId, 2, 0), Declined(other, 1, 0), Declined(OrderId, 1, 5) })
            cards = cards.With(declined, Window);

        Assert.Equal([(OrderId, 1), (OrderId, 2), (other, 1)], cards.Attempts.Select(noted => (noted.OrderId, noted.Attempt)));
        Assert.Same(cards, cards.With(Declined(other, 1, 9), Window));
    }

    [Fact]
    public void What_counts_no_more_is_forgotten_with_the_next_that_is_declined()
    {
        var cards = new DeclinedCards().With(Declined(OrderId, 1, 0), Window).With(Declined(OrderId, 2, 0.5), Window).With(Declined(OrderId, 3, 24), Window);

        Assert.Equal([2, 3], cards.Attempts.Select(noted => noted.Attempt));
    }

    private static DeclinedCard Declined(Guid orderId, int attempt, double hour) => new(orderId, attempt, Start.AddHours(hour));
}
