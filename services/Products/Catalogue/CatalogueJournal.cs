using Dapr.Client;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// The journal in the state store: change n is the key <c>catalogue-{n}</c>, and whoever creates that key has made the
/// change. Changes are never deleted. So that a start needs few reads, every <see cref="SegmentLength"/> of them are also
/// copied together under <c>catalogue-segment-{n}</c>. A segment says nothing but what its changes say, and is written by
/// whoever finds it missing: no crash can leave it wrong.
/// </summary>
internal sealed class CatalogueJournal(DaprClient dapr, IOptions<ProductsOptions> options)
{
    /// <summary>As many changes as fit, at their longest, into the 4 MiB that a sidecar passes on.</summary>
    public const int SegmentLength = 128;

    private const int SegmentsAtOnce = 16;

    /// <summary>Reads changes up to the first that does not exist.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many at most, from 1 to <see cref="SegmentLength"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<CatalogueChange>> ReadAsync(long first, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            var change = await dapr.GetStateAsync<CatalogueChange?>(
                options.Value.StateStore, ChangeKey(first), ConsistencyMode.Strong, cancellationToken: cancellationToken);
            return change is null ? [] : [change];
        }

        var keys = Enumerable.Range(0, count).Select(offset => ChangeKey(first + offset)).ToList();
        var changes = await dapr.GetManyAsync<CatalogueChange>(options.Value.StateStore, keys, cancellationToken);
        return [.. changes.TakeWhile(change => change is not null).OfType<CatalogueChange>()];
    }

    /// <summary>Makes a change unless another has its number.</summary>
    public async Task<bool> TryAppendAsync(CatalogueChange change, CancellationToken cancellationToken) =>
        (await dapr.CreateOnlyAsync(options.Value.StateStore, ChangeKey(change.Number), change, cancellationToken)).Created;

    /// <summary>Reads all changes that segments have, from the first on.</summary>
    public async Task<IReadOnlyList<CatalogueChange>> ReadSegmentsAsync(CancellationToken cancellationToken)
    {
        var changes = new List<CatalogueChange>();
        for (var index = 0L; ; index += SegmentsAtOnce)
        {
            var segments = await Task.WhenAll(Enumerable.Range(0, SegmentsAtOnce).Select(offset =>
                dapr.GetStateAsync<CatalogueSegment?>(options.Value.StateStore, SegmentKey(index + offset), cancellationToken: cancellationToken)));
            foreach (var segment in segments)
            {
                if (segment is null) return changes;
                changes.AddRange(segment.Changes);
            }
        }
    }

    /// <summary>Stores a segment unless it is there.</summary>
    /// <param name="changes">All of its changes: <see cref="SegmentLength"/>, the last number a multiple of it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task SaveSegmentAsync(IReadOnlyList<CatalogueChange> changes, CancellationToken cancellationToken) =>
        dapr.CreateOnlyAsync(options.Value.StateStore, SegmentKey(changes[0].Number / SegmentLength), new CatalogueSegment(changes), cancellationToken);

    private static string ChangeKey(long number) => $"catalogue-{number}";

    private static string SegmentKey(long index) => $"catalogue-segment-{index}";
}

/// <summary>Changes of the journal, copied together.</summary>
internal sealed record CatalogueSegment(IReadOnlyList<CatalogueChange> Changes) : CreateOnlyValue;
