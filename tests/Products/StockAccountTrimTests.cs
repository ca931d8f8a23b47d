using DaprShop.Products.Stock;

namespace DaprShop.Tests.Products;

/// <summary>What moves out of an account to states of its own, from when on, and that nothing of it happens again.</summary>
public sealed class StockAccountTrimTests
{
    private const int MarksKept = 256;
    private const int EntriesKept = 64;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StockAccount Opened = StockAccount.Open(1000, Now);

    [Theory]
    [InlineData(EntriesKept - 1, false)]
    [InlineData(EntriesKept, true)]
    [InlineData(EntriesKept + 1, true)]
    public void A_page_of_the_ledger_moves_when_it_is_full(int lines, bool isFull)
    {
        var account = Reserve(Opened, Enumerable.Range(1, lines - 1));
        var (trimmed, marks, page) = account.Trim();
        Assert.Empty(marks);
        Assert.Equal(isFull ? account.Entries : null, page?.Entries);
        Assert.Equal(isFull ? 0 : lines, trimmed.Entries.Count);
        Assert.Equal(isFull ? 1 : 0, trimmed.Pages);
        Assert.Equal(lines + 1, Reserve(trimmed, [900]).Entries[^1].Number);
    }

    [Fact]
    public void Each_full_page_has_the_next_number()
    {
        var (account, numbers) = (Opened, new List<int>());
        for (var page = 0; page < 3; page++)
            numbers.Add((account = Reserve(account, Enumerable.Range((page * EntriesKept) + 1, EntriesKept)).Trim().Account).Pages);
        Assert.Equal([1, 2, 3], numbers);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(MarksKept, 0)]
    [InlineData(MarksKept + 1, 1)]
    [InlineData(MarksKept + 40, 40)]
    public void The_oldest_marks_move_when_there_are_too_many(int orders, int moved)
    {
        // The later an order comes, the lower its id: what is oldest does not depend on the ids.
        var account = Reserve(Opened, Enumerable.Range(1, orders).Reverse());
        var (trimmed, marks, _) = account.Trim();
        Assert.Equal(Enumerable.Range(orders - moved + 1, moved).Select(IdOf), marks.Keys.Order());
        Assert.All(marks, mark => Assert.Equal(account.Marks[mark.Key], mark.Value));
        Assert.Equal(orders - moved, trimmed.Marks.Count);
        Assert.Equal(moved > 0 ? IdOf(orders) : (Guid?)null, trimmed.HighestArchived);
        Assert.Equal(account.Balance(), trimmed.Balance());
    }

    [Fact]
    public void A_mark_may_have_left_if_its_id_is_not_above_all_that_have_and_the_account_has_it_no_more()
    {
        Assert.False(Opened.MayHaveArchived(IdOf(1)));
        var account = Reserve(Opened, [.. Enumerable.Range(500, 10), .. Enumerable.Range(1, MarksKept)]).Trim().Account;
        Assert.True(account.MayHaveArchived(IdOf(500)));
        Assert.True(account.MayHaveArchived(IdOf(509)));
        Assert.False(account.MayHaveArchived(IdOf(510)));
        Assert.False(account.MayHaveArchived(IdOf(1)));

        // Lower ones leave later: the highest stays.
        account = Reserve(account, Enumerable.Range(600, 10)).Trim().Account;
        Assert.True(account.MayHaveArchived(IdOf(509)));
        Assert.False(account.MayHaveArchived(IdOf(510)));
    }

    [Fact]
    public void A_mark_that_left_counts_unless_the_account_has_a_later_one()
    {
        var left = new StockMark(StockMarkState.Reserved, 1, 4, 1);
        var account = Reserve(Opened, [1]);
        Assert.Equal(StockOutcome.Done, account.Apply(new Reserve(IdOf(2), 1, 4), left, Now).Outcome);
        Assert.Same(account, account.Apply(new Reserve(IdOf(2), 1, 4), left, Now).Account);
        Assert.Equal(StockOutcome.Superseded, account.Apply(new Reserve(IdOf(1), 1, 4), left, Now).Outcome);
    }

    private static StockAccount Reserve(StockAccount account, IEnumerable<int> orders) =>
        orders.Aggregate(account, (current, order) => current.Apply(new Reserve(IdOf(order), 1, 1), null, Now).Account);

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);
}
