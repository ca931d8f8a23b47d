using DaprShop.Products.Stock;

namespace DaprShop.Tests.Products;

/// <summary>Both sides of each of an account's limits, and what it remembers of an order.</summary>
public sealed class StockAccountLimitsTests
{
    private const int First = 20;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Order = IdOf(1);
    private static readonly StockAccount Opened = StockAccount.Open(First, Now);

    /// <summary>What has happened before; a movement; its outcome; what is available, reserved and sold then.</summary>
    public static TheoryData<StockMovement[], StockMovement, StockOutcome, StockBalance> Movements => new()
    {
        { [], new Reserve(Order, 1, 1), StockOutcome.Done, new(19, 1, 0) },
        { [], new Reserve(Order, 1, First), StockOutcome.Done, new(0, First, 0) },
        { [], new Reserve(Order, 1, First + 1), StockOutcome.Insufficient, new(First, 0, 0) },
        { [], new Reserve(Order, 1, int.MaxValue), StockOutcome.Insufficient, new(First, 0, 0) },
        { [], new Reserve(Order, int.MaxValue, 1), StockOutcome.Done, new(19, 1, 0) },
        { [new Reserve(IdOf(2), 1, First)], new Reserve(Order, 1, 1), StockOutcome.Insufficient, new(0, First, 0) },
        { [new Reserve(Order, 1, 4)], new Reserve(Order, 1, 4), StockOutcome.Done, new(16, 4, 0) },
        { [new Reserve(Order, 1, 4)], new Reserve(Order, 1, 5), StockOutcome.Superseded, new(16, 4, 0) },
        { [new Reserve(Order, 2, 4)], new Reserve(Order, 1, 4), StockOutcome.Superseded, new(16, 4, 0) },
        { [new Reserve(Order, 1, 4)], new Reserve(Order, 2, 4), StockOutcome.Done, new(16, 4, 0) },
        { [new Reserve(Order, 1, 4)], new Reserve(Order, 2, First), StockOutcome.Done, new(0, First, 0) },
        { [new Reserve(Order, 1, 4)], new Reserve(Order, 2, First + 1), StockOutcome.Insufficient, new(16, 4, 0) },
        { [new Reserve(Order, 1, First)], new Reserve(Order, 2, 1), StockOutcome.Done, new(19, 1, 0) },
        { [new Reserve(Order, 1, 4), new Commit(Order, 1)], new Reserve(Order, 1, 4), StockOutcome.Done, new(16, 0, 4) },
        { [new Reserve(Order, 1, 4), new Commit(Order, 1)], new Reserve(Order, 2, 4), StockOutcome.Superseded, new(16, 0, 4) },
        { [new Reserve(Order, 1, 4), new Release(Order, 1)], new Reserve(Order, 1, 4), StockOutcome.Superseded, new(First, 0, 0) },
        { [new Reserve(Order, 1, 4), new Release(Order, 1)], new Reserve(Order, 2, First), StockOutcome.Done, new(0, First, 0) },

        { [], new Release(Order, 1), StockOutcome.Done, new(First, 0, 0) },
        { [new Reserve(Order, 1, 4)], new Release(Order, 1), StockOutcome.Done, new(First, 0, 0) },
        { [new Reserve(Order, 2, 4)], new Release(Order, 1), StockOutcome.Superseded, new(16, 4, 0) },
        { [new Reserve(Order, 1, 4), new Commit(Order, 1)], new Release(Order, 1), StockOutcome.Done, new(First, 0, 0) },
        { [new Reserve(Order, 2, 4), new Commit(Order, 2)], new Release(Order, 1), StockOutcome.Superseded, new(16, 0, 4) },
        { [new Reserve(Order, 1, 4), new Release(Order, 1)], new Release(Order, 1), StockOutcome.Done, new(First, 0, 0) },
        { [new Release(Order, 1), new Release(Order, 3)], new Reserve(Order, 3, 4), StockOutcome.Superseded, new(First, 0, 0) },
        { [new Release(Order, 1), new Release(Order, 3)], new Reserve(Order, 4, 4), StockOutcome.Done, new(16, 4, 0) },

        { [], new Commit(Order, 1), StockOutcome.Superseded, new(First, 0, 0) },
        { [new Reserve(Order, 1, First)], new Commit(Order, 1), StockOutcome.Done, new(0, 0, First) },
        { [new Reserve(Order, 1, 4)], new Commit(Order, 2), StockOutcome.Done, new(16, 0, 4) },
        { [new Reserve(Order, 2, 4)], new Commit(Order, 1), StockOutcome.Superseded, new(16, 4, 0) },
        { [new Reserve(Order, 1, 4), new Commit(Order, 1)], new Commit(Order, 1), StockOutcome.Done, new(16, 0, 4) },
        { [new Reserve(Order, 1, 4), new Commit(Order, 2)], new Commit(Order, 1), StockOutcome.Superseded, new(16, 0, 4) },
        { [new Reserve(Order, 1, 4), new Release(Order, 1)], new Commit(Order, 1), StockOutcome.Superseded, new(First, 0, 0) },
        { [new Reserve(Order, 1, 4), new Release(Order, 1)], new Commit(Order, 2), StockOutcome.Superseded, new(First, 0, 0) },

        { [], new Adjust(Order, -First, "broken"), StockOutcome.Done, new(0, 0, 0) },
        { [], new Adjust(Order, -First - 1, "broken"), StockOutcome.Insufficient, new(First, 0, 0) },
        { [], new Adjust(Order, StockAccount.MaxAvailable - First, "found"), StockOutcome.Done, new(StockAccount.MaxAvailable, 0, 0) },
        { [], new Adjust(Order, StockAccount.MaxAvailable - First + 1, "found"), StockOutcome.Excessive, new(First, 0, 0) },
        { [new Adjust(Order, 5, "found")], new Adjust(Order, 5, "found"), StockOutcome.Done, new(25, 0, 0) },
        { [new Reserve(IdOf(2), 1, 15)], new Adjust(Order, -5, "broken"), StockOutcome.Done, new(0, 15, 0) },
        { [new Reserve(IdOf(2), 1, 15)], new Adjust(Order, -6, "broken"), StockOutcome.Insufficient, new(5, 15, 0) },
        { [], new SetAvailable(Order, 0, "counted"), StockOutcome.Done, new(0, 0, 0) },
        { [], new SetAvailable(Order, -1, "counted"), StockOutcome.Insufficient, new(First, 0, 0) },
        { [], new SetAvailable(Order, StockAccount.MaxAvailable, "counted"), StockOutcome.Done, new(StockAccount.MaxAvailable, 0, 0) },
        { [], new SetAvailable(Order, StockAccount.MaxAvailable + 1, "counted"), StockOutcome.Excessive, new(First, 0, 0) },
        { [new Reserve(IdOf(2), 1, 4)], new SetAvailable(Order, 7, "counted"), StockOutcome.Done, new(7, 4, 0) },
    };

    [Theory]
    [MemberData(nameof(Movements), DisableDiscoveryEnumeration = true)]
    public void A_movement_is_done_or_refused_by_what_there_is_and_what_was_before(
        StockMovement[] before, StockMovement movement, StockOutcome expected, StockBalance balance)
    {
        var (account, outcome) = Run(Opened, before).Apply(movement, null, Now);
        Assert.Equal(expected, outcome);
        Assert.Equal(balance, account.Balance());
    }

    [Fact]
    public void A_movement_of_another_kind_is_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Opened.Apply(new Unknown(Order), null, Now));

    [Fact]
    public void Only_what_changes_an_account_makes_a_version_of_it_and_the_order_s_mark_bears_it()
    {
        var reserved = Run(Opened, [new Reserve(Order, 1, 4)]);
        Assert.Equal((1, 1), (reserved.Version, reserved.Marks[Order].Version));
        Assert.Equal(1, Run(reserved, [new Reserve(Order, 1, 4), new Reserve(IdOf(2), 1, First)]).Version);
        var sold = Run(reserved, [new Commit(Order, 1)]);
        Assert.Equal((2, 2), (sold.Version, sold.Marks[Order].Version));
    }

    [Fact]
    public void A_line_of_the_ledger_tells_who_moved_which_pieces_and_when()
    {
        var account = Run(Opened, [new Reserve(Order, 1, 4), new Commit(Order, 2), new Release(Order, 3), new Reserve(Order, 4, 3), new Release(Order, 5), new Adjust(IdOf(2), -1, "broken")]);
        LedgerEntry[] expected =
        [
            new(1, LedgerEntryKind.Opened, First, 0, 0, Now),
            new(2, LedgerEntryKind.Reserved, -4, 4, 0, Now, Order, 1),
            new(3, LedgerEntryKind.Sold, 0, -4, 4, Now, Order, 2),
            new(4, LedgerEntryKind.Released, 4, 0, -4, Now, Order, 3),
            new(5, LedgerEntryKind.Reserved, -3, 3, 0, Now, Order, 4),
            new(6, LedgerEntryKind.Released, 3, -3, 0, Now, Order, 5),
            new(7, LedgerEntryKind.Adjusted, -1, 0, 0, Now, Reason: "broken"),
        ];
        Assert.Equal(expected, account.Entries);
    }

    private static StockAccount Run(StockAccount account, IEnumerable<StockMovement> movements) =>
        movements.Aggregate(account, (current, movement) => current.Apply(movement, null, Now).Account);

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private sealed record Unknown(Guid Id) : StockMovement(Id);
}
