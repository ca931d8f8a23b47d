using System.Collections.Immutable;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Orders.Storage;

/// <summary>How many orders of which status stand on each page of a customer's list, so that a reader needs only the pages that it shows.</summary>
/// <param name="Pages">The pages, the oldest first.</param>
internal sealed record OrderListIndex(ImmutableList<OrderListCounts> Pages) : CreateOnlyValue
{
    /// <summary>The page that is being filled, or the one before it after a crash.</summary>
    public int LastPage => Math.Max(0, Pages.Count - 1);

    /// <summary>How many orders there are.</summary>
    /// <param name="status">The status that counts; null for all.</param>
    public int CountOf(OrderStatus? status) => Pages.Sum(page => page.CountOf(status));

    /// <summary>Notes what stands on a page, without effect where the index knows something later.</summary>
    public OrderListIndex With(int number, OrderListPage page)
    {
        var pages = Pages.AddRange(Enumerable.Repeat(OrderListCounts.None, Math.Max(0, number + 1 - Pages.Count)));
        return pages[number].Version < page.Version ? this with { Pages = pages.SetItem(number, OrderListCounts.Of(page)) } : this;
    }

    /// <summary>Finds a slice of the orders, the newest first.</summary>
    /// <returns>The pages that it is on, the newest first; and how many orders of the first of them come before it.</returns>
    public (IReadOnlyList<int> Pages, int Skip) Find(OrderStatus? status, int skip, int take)
    {
        var found = new List<int>();
        var (toSkip, toTake) = (skip, take);
        for (var page = Pages.Count - 1; page >= 0 && toTake > 0; page--)
        {
            var count = Pages[page].CountOf(status);
            if (found.Count == 0 && toSkip >= count)
            {
                toSkip -= count;
                continue;
            }

            if (count == 0) continue;
            toTake -= found.Count == 0 ? count - toSkip : count;
            found.Add(page);
        }

        return (found, toSkip);
    }
}

/// <summary>What stands on a page.</summary>
/// <param name="Version">The page's version.</param>
/// <param name="Orders">The number of orders of each status that there is.</param>
internal sealed record OrderListCounts(int Version, ImmutableDictionary<OrderStatus, int> Orders)
{
    /// <summary>A page of which nothing is known yet.</summary>
    public static OrderListCounts None { get; } = new(0, ImmutableDictionary<OrderStatus, int>.Empty);

    public static OrderListCounts Of(OrderListPage page) =>
        new(page.Version, page.Entries.CountBy(entry => entry.Status).ToImmutableDictionary());

    public int CountOf(OrderStatus? status) => status is { } wanted ? Orders.GetValueOrDefault(wanted) : Orders.Values.Sum();
}
