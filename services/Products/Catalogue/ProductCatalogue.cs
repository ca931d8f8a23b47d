using Dapr;

namespace DaprShop.Products.Catalogue;

/// <summary>
/// The catalogue: the journal, followed into an index in memory. Whoever reads here sees every change that was answered
/// before, by whatever instance.
/// </summary>
internal sealed partial class ProductCatalogue : IDisposable
{
    private readonly CatalogueJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger<ProductCatalogue> _logger;
    private readonly CatalogueIndex _index = new();
    private readonly List<CatalogueChange> _unsegmented = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SharedRuns _catchUps;
    private bool _hasSegments;

    public ProductCatalogue(CatalogueJournal journal, TimeProvider time, ILogger<ProductCatalogue> logger)
    {
        (_journal, _time, _logger) = (journal, time, logger);
        _catchUps = new SharedRuns(CatchUpInTurnAsync);
    }

    /// <summary>The catalogue as of now.</summary>
    public async Task<CatalogueIndex> ReadAsync(CancellationToken cancellationToken)
    {
        await _catchUps.RunAsync(cancellationToken);
        return _index;
    }

    /// <summary>Adds a product.</summary>
    public async Task<Product> AddAsync(Guid id, ProductDetails details, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var product = new Product(id, Revision: 1, details, now, now);
        await ChangeAsync(id, _ => new CatalogueDecision(CatalogueOutcome.Done, product), cancellationToken);
        return product;
    }

    /// <summary>Changes a product if its revision is the expected one.</summary>
    /// <param name="id">The product.</param>
    /// <param name="isExpected">Judges the revision that stands when the change is made.</param>
    /// <param name="details">What it is to say from now on.</param>
    /// <param name="cancellationToken">Cancels the change; whether it was made is then unknown.</param>
    public Task<CatalogueDecision> ReplaceAsync(
        Guid id, Func<int, bool> isExpected, ProductDetails details, CancellationToken cancellationToken) =>
        ChangeAsync(id, product => Decide(product, isExpected, current =>
            current with { Revision = current.Revision + 1, Details = details, UpdatedAt = _time.GetUtcNow() }), cancellationToken);

    /// <summary>Takes a product out of the catalogue if its revision is the expected one.</summary>
    public Task<CatalogueDecision> RemoveAsync(Guid id, Func<int, bool> isExpected, CancellationToken cancellationToken) =>
        ChangeAsync(id, product => Decide(product, isExpected, _ => null), cancellationToken);

    public void Dispose()
    {
        _index.Dispose();
        _turn.Dispose();
    }

    private static CatalogueDecision Decide(Product? product, Func<int, bool> isExpected, Func<Product, Product?> change) => product switch
    {
        null => new CatalogueDecision(CatalogueOutcome.NotFound, null),
        _ when !isExpected(product.Revision) => new CatalogueDecision(CatalogueOutcome.Stale, product),
        _ => new CatalogueDecision(CatalogueOutcome.Done, change(product)),
    };

    // Creating the next key is the commit. Whoever loses that race catches up and decides anew: the other change may be to
    // the same product.
    private async Task<CatalogueDecision> ChangeAsync(
        Guid id, Func<Product?, CatalogueDecision> decide, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                await CatchUpAsync(cancellationToken);
                var decision = decide(_index.Find(id));
                if (decision.Outcome != CatalogueOutcome.Done) return decision;
                var change = new CatalogueChange(_index.LastChange + 1, id, decision.Product);
                if (!await _journal.TryAppendAsync(change, cancellationToken)) continue;
                await TakeInAsync([change], cancellationToken);
                return decision;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CatchUpInTurnAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await CatchUpAsync(CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (!_hasSegments)
        {
            _index.Apply(await _journal.ReadSegmentsAsync(cancellationToken));
            _hasSegments = true;
        }

        for (var ahead = 1; ; ahead = Math.Min(ahead * 2, CatalogueJournal.SegmentLength))
        {
            var changes = await _journal.ReadAsync(_index.LastChange + 1, ahead, cancellationToken);
            await TakeInAsync(changes, cancellationToken);
            if (changes.Count < ahead) return;
        }
    }

    private async Task TakeInAsync(IReadOnlyList<CatalogueChange> changes, CancellationToken cancellationToken)
    {
        _index.Apply(changes);
        var segments = new List<CatalogueChange[]>();
        foreach (var change in changes)
        {
            _unsegmented.Add(change);
            if (change.Number % CatalogueJournal.SegmentLength != 0) continue;
            segments.Add([.. _unsegmented]);
            _unsegmented.Clear();
        }

        foreach (var segment in segments)
            await SaveAsync(segment, cancellationToken);
    }

    // A segment only makes starts quicker, so its failure must not fail the request that happened to complete it.
    private async Task SaveAsync(CatalogueChange[] segment, CancellationToken cancellationToken)
    {
        try
        {
            await _journal.SaveSegmentAsync(segment, cancellationToken);
        }
        catch (DaprException exception)
        {
            LogSegmentNotSaved(exception, segment[0].Number, segment[^1].Number);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Changes {First} to {Last} of the catalogue could not be copied into a segment; the next start will try again")]
    private partial void LogSegmentNotSaved(Exception exception, long first, long last);
}

/// <summary>Whether a change may be made, and the product after it.</summary>
internal readonly record struct CatalogueDecision(CatalogueOutcome Outcome, Product? Product);

/// <summary>What came of a change.</summary>
internal enum CatalogueOutcome
{
    Done,
    NotFound,
    Stale,
}
