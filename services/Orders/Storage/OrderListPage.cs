using System.Collections.Immutable;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Orders.Storage;

/// <summary>A page of a customer's orders, the oldest first.</summary>
/// <param name="Entries">The orders.</param>
/// <param name="Added">How many were entered, those that left again included: a page that was full stays closed.</param>
/// <param name="Version">How often it was changed: what is said of a higher version is said later.</param>
internal sealed record OrderListPage(ImmutableList<OrderListEntry> Entries, int Added, int Version) : CreateOnlyValue
{
    /// <summary>How many orders a page takes.</summary>
    public const int Size = 200;

    /// <summary>Whether an order stands on the page.</summary>
    public bool Has(Guid orderId) => Entries.Exists(entry => entry.OrderId == orderId);

    /// <summary>Enters orders as far as there is room, without effect for those that stand there.</summary>
    public OrderListPage Add(IEnumerable<OrderListEntry> entries)
    {
        var missing = entries.Where(entry => !Has(entry.OrderId)).Take(Size - Added).ToList();
        return missing.Count == 0 ? this : Changed(Entries.AddRange(missing)) with { Added = Added + missing.Count };
    }

    /// <summary>Notes what became of orders, without effect where the page knows something later.</summary>
    public OrderListPage Update(IEnumerable<OrderListEntry> entries)
    {
        var page = this;
        foreach (var entry in entries)
        {
            var index = page.Entries.FindIndex(stands => stands.OrderId == entry.OrderId);
            if (index >= 0 && page.Entries[index].Version < entry.Version) page = page.Changed(page.Entries.SetItem(index, entry));
        }

        return page;
    }

    /// <summary>Takes an order off; without effect if it is not there.</summary>
    public OrderListPage Remove(Guid orderId) => Has(orderId) ? Changed(Entries.RemoveAll(entry => entry.OrderId == orderId)) : this;

    private OrderListPage Changed(ImmutableList<OrderListEntry> entries) => this with { Entries = entries, Version = Version + 1 };
}

/// <summary>An order in a list, with what the list can be asked for.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status">Its status.</param>
/// <param name="Version">The order's version that had it.</param>
internal sealed record OrderListEntry(Guid OrderId, OrderStatus Status, int Version);
