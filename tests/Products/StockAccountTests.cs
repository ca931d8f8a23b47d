using DaprShop.Products.Stock;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Products;

public sealed class StockAccountTests
{
    private const int First = 20;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Guid> Orders = Gen.Choose(1, 6).Select(IdOf);
    private static readonly Gen<int> Revisions = Gen.Choose(1, 4);

    private static readonly Gen<StockMovement> Movements = Gen.OneOf(
        Orders.SelectMany(_ => Revisions, (order, revision) => (order, revision))
            .SelectMany(_ => Gen.Choose(1, 9), (one, quantity) => (StockMovement)new Reserve(one.order, one.revision, quantity)),
        Orders.SelectMany(_ => Revisions, (order, revision) => (StockMovement)new Release(order, revision)),
        Orders.SelectMany(_ => Revisions, (order, revision) => (StockMovement)new Commit(order, revision)),
        Gen.Choose(100, 103).SelectMany(_ => Gen.Choose(-9, 9), (id, delta) => (StockMovement)new Adjust(IdOf(id), delta, "test")),
        Gen.Choose(104, 105).SelectMany(_ => Gen.Choose(0, 30), (id, count) => (StockMovement)new SetAvailable(IdOf(id), count, "test")));

    // Some come twice, at once or later, so that every order meets its own past.
    private static readonly Gen<List<StockMovement>> Histories =
        from movements in Movements.ListOf()
        from repeated in Gen.Shuffle(movements.Concat(movements))
        select repeated.ToList();

    [Fact]
    public void What_came_in_is_available_reserved_or_sold_whatever_is_repeated_or_out_of_order() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var (account, came) = (StockAccount.Open(First, Now), (long)First);
        foreach (var movement in history)
        {
            var (next, outcome) = account.Apply(movement, null, Now);
            if (outcome != StockOutcome.Done) Assert.Same(account, next);
            if (movement is Adjust or SetAvailable) came += next.Available - account.Available;
            account = next;

            Assert.Equal(came, account.Available + account.Reserved + account.Sold);
            Assert.True(account.Available >= 0);
            Assert.Equal(account.Reserved, account.Marks.Values.Where(mark => mark.State == StockMarkState.Reserved).Sum(mark => mark.Quantity));
            Assert.Equal(account.Sold, account.Marks.Values.Where(mark => mark.State == StockMarkState.Sold).Sum(mark => mark.Quantity));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ledger_adds_up_to_the_balance() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var account = Run(StockAccount.Open(First, Now), history);
        Assert.Equal(account.Available, account.Entries.Sum(entry => entry.Available));
        Assert.Equal(account.Reserved, account.Entries.Sum(entry => entry.Reserved));
        Assert.Equal(account.Sold, account.Entries.Sum(entry => entry.Sold));
        Assert.Equal(Enumerable.Range(1, account.Entries.Count).Select(number => (long)number), account.Entries.Select(entry => entry.Number));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_movement_that_was_done_is_done_once() => Prop.ForAll(Histories.ToArbitrary(), Movements.ToArbitrary(), (history, movement) =>
    {
        var (account, outcome) = Run(StockAccount.Open(First, Now), history).Apply(movement, null, Now);
        if (outcome != StockOutcome.Done) return;
        var (again, repeated) = account.Apply(movement, null, Now);
        Assert.Equal(StockOutcome.Done, repeated);
        Assert.Same(account, again);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_release_keeps_out_every_reservation_that_comes_after_it_with_its_revision_or_an_older_one() => Prop.ForAll(
        Histories.ToArbitrary(), Histories.ToArbitrary(), Gen.Choose(1, 6).Select(IdOf).ToArbitrary(), (before, after, orderId) =>
        {
            var account = Run(StockAccount.Open(First, Now), before).Apply(new Release(orderId, 5), null, Now).Account;
            account = Run(account, after);
            Assert.Equal(0, account.Marks[orderId].Quantity);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_leaves_an_account_for_other_states_it_answers_the_same() => Prop.ForAll(
        Gen.Choose(1, 900).Select(IdOf).ListOf(800).ToArbitrary(), Gen.Choose(1, 64).ToArbitrary(), (orders, batch) =>
        {
            var whole = StockAccount.Open(3000, Now);
            var small = whole;
            var (archive, pages) = (new Dictionary<Guid, StockMark>(), new List<LedgerEntry>());
            var movements = orders.SelectMany((id, i) => new StockMovement[] { new Reserve(id, (i % 3) + 1, (i % 5) + 1), i % 2 == 0 ? new Commit(id, 3) : new Release(id, 3) });
            foreach (var together in movements.Chunk(batch))
            {
                (small, var marks, var page) = small.Trim();
                pages.AddRange(page?.Entries ?? []);
                foreach (var (id, mark) in marks) archive[id] = mark;
                foreach (var movement in together)
                {
                    (whole, var expected) = whole.Apply(movement, null, Now);
                    (small, var outcome) = small.Apply(movement, small.MayHaveArchived(movement.Id) ? archive.GetValueOrDefault(movement.Id) : null, Now);
                    Assert.Equal(expected, outcome);
                }
            }

            Assert.Equal((whole.Available, whole.Reserved, whole.Sold), (small.Available, small.Reserved, small.Sold));
            Assert.Equal(whole.Entries, pages.Concat(small.Entries));
            Assert.True(small.Marks.Count <= 256 + batch && small.Entries.Count < 64 + batch);
            Assert.NotEmpty(archive);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_revision_takes_or_gives_back_the_difference()
    {
        var account = Run(StockAccount.Open(10, Now), [new Reserve(IdOf(1), 1, 4), new Reserve(IdOf(1), 2, 6)]);
        Assert.Equal((4, 6), (account.Available, account.Reserved));
        account = Run(account, [new Reserve(IdOf(1), 3, 1)]);
        Assert.Equal((9, 1), (account.Available, account.Reserved));
        Assert.Equal(StockOutcome.Insufficient, account.Apply(new Reserve(IdOf(1), 4, 11), null, Now).Outcome);
        Assert.Equal(StockOutcome.Superseded, account.Apply(new Reserve(IdOf(1), 2, 6), null, Now).Outcome);
    }

    [Fact]
    public void Sold_pieces_come_back_with_a_release_and_do_not_change_otherwise()
    {
        var sold = Run(StockAccount.Open(10, Now), [new Reserve(IdOf(1), 1, 4), new Commit(IdOf(1), 1)]);
        Assert.Equal((6, 0, 4), (sold.Available, sold.Reserved, sold.Sold));
        Assert.Equal(StockOutcome.Superseded, sold.Apply(new Reserve(IdOf(1), 2, 1), null, Now).Outcome);

        var returned = Run(sold, [new Release(IdOf(1), 2)]);
        Assert.Equal((10, 0, 0), (returned.Available, returned.Reserved, returned.Sold));
        Assert.Equal(StockOutcome.Superseded, returned.Apply(new Commit(IdOf(1), 2), null, Now).Outcome);
    }

    [Fact]
    public void Available_pieces_stay_between_none_and_the_limit()
    {
        var account = StockAccount.Open(StockAccount.MaxAvailable, Now);
        Assert.Equal(StockOutcome.Excessive, account.Apply(new Adjust(IdOf(1), 1, "more"), null, Now).Outcome);
        Assert.Equal(StockOutcome.Insufficient, account.Apply(new Adjust(IdOf(1), -StockAccount.MaxAvailable - 1, "less"), null, Now).Outcome);
        Assert.Equal(0, account.Apply(new SetAvailable(IdOf(1), 0, "counted"), null, Now).Account.Available);
    }

    private static StockAccount Run(StockAccount account, IEnumerable<StockMovement> movements) =>
        movements.Aggregate(account, (current, movement) => current.Apply(movement, null, Now).Account);

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);
}
