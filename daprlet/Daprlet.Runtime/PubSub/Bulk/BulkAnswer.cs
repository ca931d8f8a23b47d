using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Bulk;

/// <summary>What an app said to the events of a bulk delivery: to each of them, or to all alike.</summary>
internal sealed class BulkAnswer
{
    private readonly IReadOnlyDictionary<string, DeliveryResult> _results;
    private readonly DeliveryResult _others;

    private BulkAnswer(IReadOnlyDictionary<string, DeliveryResult> results, DeliveryResult others)
    {
        _results = results;
        _others = others;
    }

    public static BulkAnswer ForAll(DeliveryResult result) => new(new Dictionary<string, DeliveryResult>(), result);

    /// <summary>An entry that the answer does not name is to be delivered again.</summary>
    /// <param name="results">By entry id; of a repeated one the last counts.</param>
    public static BulkAnswer ForEach(IEnumerable<(string EntryId, DeliveryResult Result)> results)
    {
        var byId = new Dictionary<string, DeliveryResult>();
        foreach (var (entryId, result) in results)
            byId[entryId] = result;
        return new BulkAnswer(byId, DeliveryResult.Failed("the app's answer does not name the entry"));
    }

    /// <summary>What became of an entry.</summary>
    public DeliveryResult Of(string entryId) => _results.GetValueOrDefault(entryId, _others);
}
