using System.Collections.Immutable;

namespace DaprShop.Products.Stock;

/// <summary>
/// The stock of a product, all of it one value, so that one write commits a movement. Pieces that came in are always
/// available, reserved or sold. The value stays small: the oldest marks and ledger lines move to states of their own
/// (<see cref="Trim"/>), and what it still holds outweighs what stands there.
/// </summary>
public sealed record StockAccount
{
    /// <summary>How many pieces may be available by an administrator's hand.</summary>
    public const long MaxAvailable = 1_000_000_000;

    // So many that a rush of buyers is over before their marks move: each that moves costs a request to the sidecar.
    private const int MarksKept = 256;
    private const int EntriesKept = 64;

    /// <summary>How many movements have changed it.</summary>
    public long Version { get; init; }

    public long Available { get; init; }

    public long Reserved { get; init; }

    public long Sold { get; init; }

    /// <summary>What it remembers of the latest orders and adjustments, by their ids.</summary>
    public ImmutableDictionary<Guid, StockMark> Marks { get; init; } = ImmutableDictionary<Guid, StockMark>.Empty;

    /// <summary>The highest id whose mark has left for a state of its own; null if none has.</summary>
    public Guid? HighestArchived { get; init; }

    /// <summary>The latest lines of the ledger.</summary>
    public ImmutableList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>How many full pages of the ledger have left for states of their own.</summary>
    public int Pages { get; init; }

    /// <summary>The number of the last line.</summary>
    public long LastEntry { get; init; }

    /// <summary>The account of a new product.</summary>
    public static StockAccount Open(long available, DateTimeOffset at) =>
        new StockAccount().Book(LedgerEntryKind.Opened, at, available: available);

    /// <summary>The pieces, without the history.</summary>
    public StockBalance Balance() => new(Available, Reserved, Sold);

    /// <summary>Whether a mark of the id may have left. Ids rise with time, so for a new order the answer is mostly no.</summary>
    public bool MayHaveArchived(Guid id) => !Marks.ContainsKey(id) && id <= HighestArchived;

    /// <summary>Applies a movement, or refuses it and stays the same.</summary>
    /// <param name="movement">What is to happen.</param>
    /// <param name="archived">The mark of the movement's id that left the account before, if it is not in here.</param>
    /// <param name="at">When.</param>
    public (StockAccount Account, StockOutcome Outcome) Apply(StockMovement movement, StockMark? archived, DateTimeOffset at)
    {
        var mark = Marks.GetValueOrDefault(movement.Id) ?? archived;
        return movement switch
        {
            Reserve reserve => Reserve(reserve, mark, at),
            Release release => Release(release, mark, at),
            Commit commit => Commit(commit, mark, at),
            Adjust adjust => Adjust(adjust.Id, adjust.Delta, adjust.Reason, mark, at),
            SetAvailable set => Adjust(set.Id, set.Available - Available, set.Reason, mark, at),
            _ => throw new ArgumentOutOfRangeException(nameof(movement), movement, null),
        };
    }

    /// <summary>
    /// Splits off what is to move to states of its own. It is done before movements are applied: what moves is then a copy of what is
    /// stored in the account, and harmless if the account is not saved after all.
    /// </summary>
    /// <returns>The account without it; the marks to store, and the ledger page to store, if any.</returns>
    public (StockAccount Account, IReadOnlyDictionary<Guid, StockMark> Marks, LedgerPage? Page) Trim()
    {
        var account = this;
        var marks = Marks.OrderBy(mark => mark.Value.Version).Take(Marks.Count - MarksKept).ToDictionary();
        if (marks.Count > 0)
            account = account with { Marks = Marks.RemoveRange(marks.Keys), HighestArchived = marks.Keys.Append(HighestArchived ?? default).Max() };
        if (Entries.Count < EntriesKept) return (account, marks, null);
        return (account with { Entries = [], Pages = Pages + 1 }, marks, new LedgerPage(Entries));
    }

    private (StockAccount, StockOutcome) Reserve(Reserve reserve, StockMark? mark, DateTimeOffset at)
    {
        if (mark is not null && mark.Revision >= reserve.Revision)
        {
            var isRepeated = mark.Revision == reserve.Revision && mark.Quantity == reserve.Quantity && mark.State != StockMarkState.Released;
            return (this, isRepeated ? StockOutcome.Done : StockOutcome.Superseded);
        }

        if (mark?.State == StockMarkState.Sold) return (this, StockOutcome.Superseded);
        var more = reserve.Quantity - (mark?.Quantity ?? 0);
        if (more > Available) return (this, StockOutcome.Insufficient);
        return (Remember(reserve.Id, StockMarkState.Reserved, reserve.Revision, reserve.Quantity)
            .Book(LedgerEntryKind.Reserved, at, -more, more, orderId: reserve.Id, revision: reserve.Revision), StockOutcome.Done);
    }

    private (StockAccount, StockOutcome) Release(Release release, StockMark? mark, DateTimeOffset at)
    {
        if (mark is not null && mark.Revision > release.Revision) return (this, StockOutcome.Superseded);
        if (mark is { State: StockMarkState.Released } && mark.Revision == release.Revision) return (this, StockOutcome.Done);
        var account = Remember(release.Id, StockMarkState.Released, release.Revision, quantity: 0);
        return (mark?.State switch
        {
            StockMarkState.Reserved => account.Book(LedgerEntryKind.Released, at, mark.Quantity, reserved: -mark.Quantity,
                orderId: release.Id, revision: release.Revision),
            StockMarkState.Sold => account.Book(LedgerEntryKind.Released, at, mark.Quantity, sold: -mark.Quantity,
                orderId: release.Id, revision: release.Revision),
            _ => account,
        }, StockOutcome.Done);
    }

    private (StockAccount, StockOutcome) Commit(Commit commit, StockMark? mark, DateTimeOffset at)
    {
        if (mark is null || mark.Revision > commit.Revision) return (this, StockOutcome.Superseded);
        if (mark.State != StockMarkState.Reserved)
            return (this, mark.State == StockMarkState.Sold ? StockOutcome.Done : StockOutcome.Superseded);
        return (Remember(commit.Id, StockMarkState.Sold, commit.Revision, mark.Quantity)
            .Book(LedgerEntryKind.Sold, at, reserved: -mark.Quantity, sold: mark.Quantity,
                orderId: commit.Id, revision: commit.Revision), StockOutcome.Done);
    }

    private (StockAccount, StockOutcome) Adjust(Guid id, long delta, string reason, StockMark? mark, DateTimeOffset at)
    {
        if (mark is not null) return (this, StockOutcome.Done);
        if (Available + delta < 0) return (this, StockOutcome.Insufficient);
        if (Available + delta > MaxAvailable) return (this, StockOutcome.Excessive);
        return (Remember(id, StockMarkState.Adjusted, revision: 0, quantity: 0)
            .Book(LedgerEntryKind.Adjusted, at, delta, reason: reason), StockOutcome.Done);
    }

    private StockAccount Remember(Guid id, StockMarkState state, int revision, int quantity) =>
        this with { Version = Version + 1, Marks = Marks.SetItem(id, new StockMark(state, revision, quantity, Version + 1)) };

    private StockAccount Book(
        LedgerEntryKind kind, DateTimeOffset at, long available = 0, long reserved = 0, long sold = 0,
        Guid? orderId = null, int? revision = null, string? reason = null) => this with
        {
            Available = Available + available,
            Reserved = Reserved + reserved,
            Sold = Sold + sold,
            LastEntry = LastEntry + 1,
            Entries = Entries.Add(new LedgerEntry(LastEntry + 1, kind, available, reserved, sold, at, orderId, revision, reason)),
        };
}
