namespace DaprShop.Products.Stock;

/// <summary>One line of a product's ledger. The sums of the three changes over all lines are the balance.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Available">By how much the available pieces changed.</param>
/// <param name="Reserved">By how much the reserved pieces changed.</param>
/// <param name="Sold">By how much the sold pieces changed.</param>
/// <param name="At">When, UTC.</param>
/// <param name="OrderId">The order, if it was for one.</param>
/// <param name="Revision">The order's revision.</param>
/// <param name="Reason">What the administrator said, if one did it.</param>
public sealed record LedgerEntry(
    long Number, LedgerEntryKind Kind, long Available, long Reserved, long Sold, DateTimeOffset At,
    Guid? OrderId = null, int? Revision = null, string? Reason = null);

/// <summary>What a line of the ledger is about.</summary>
public enum LedgerEntryKind
{
    /// <summary>The product was added with its first pieces.</summary>
    Opened,

    /// <summary>An administrator added, removed or counted pieces.</summary>
    Adjusted,

    /// <summary>An order set pieces aside, or changed how many.</summary>
    Reserved,

    /// <summary>An order gave pieces back.</summary>
    Released,

    /// <summary>An order's pieces were sold.</summary>
    Sold,
}

/// <summary>A full page of a ledger; it never changes.</summary>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries);
