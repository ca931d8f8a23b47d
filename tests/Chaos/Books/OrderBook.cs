using System.Collections.Concurrent;

namespace DaprShop.Tests.Chaos.Books;

/// <summary>What customers were told of an order last.</summary>
/// <param name="Customer">Whose it is.</param>
/// <param name="Status">Its status by the last clear answer.</param>
internal sealed record Told(string Customer, string Status);

/// <summary>What the customers know, to be held against what the shop says in the end.</summary>
internal sealed class OrderBook
{
    private readonly ConcurrentDictionary<Guid, Told> _orders = [];

    public IReadOnlyDictionary<Guid, Told> Orders => _orders;

    /// <summary>Answers that nobody should get.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public void Tell(Guid order, string customer, string status) => _orders[order] = new Told(customer, status);

    public void Complain(string complaint) => Complaints.Enqueue(complaint);
}
