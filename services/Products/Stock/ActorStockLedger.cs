using Dapr.Actors;
using Dapr.Actors.Client;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Products.Stock;

/// <summary>Asks the actors. Movements of one product that come together share a turn: two hundred buyers need some ten of them.</summary>
internal sealed class ActorStockLedger : IStockLedger
{
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(8);

    // Below the limits of requests and of those who call for orders, so that the caller hears why.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(12);

    private readonly IActorProxyFactory _actors;
    private readonly StockLevels _levels;
    private readonly TimeProvider _time;
    private readonly KeyedBatches<Guid, StockMovement, StockResponse?> _turns;

    public ActorStockLedger(IActorProxyFactory actors, StockLevels levels, TimeProvider time)
    {
        (_actors, _levels, _time) = (actors, levels, time);
        _turns = new KeyedBatches<Guid, StockMovement, StockResponse?>(ApplyAsync, TurnLimit, time);
    }

    public Task OpenAsync(Guid productId, long available, CancellationToken cancellationToken) => InTimeAsync(async token =>
    {
        await Actor(productId).OpenAsync(available, token);
        return true;
    }, cancellationToken);

    public Task<StockResponse?> ApplyAsync(Guid productId, StockMovement movement, CancellationToken cancellationToken) =>
        InTimeAsync(token => _turns.RunAsync(productId, movement, token), cancellationToken);

    public Task<StockReading?> ReadAsync(Guid productId, int? page, CancellationToken cancellationToken) => InTimeAsync(async token =>
        await Actor(productId).ReadAsync(page ?? 0, token) is { Balance: not null } reading ? reading : null, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, long>> ReadAvailableAsync(IReadOnlyCollection<Guid> productIds, CancellationToken cancellationToken) =>
        _levels.ReadAsync(productIds, cancellationToken);

    private async Task<IReadOnlyList<StockResponse?>> ApplyAsync(
        Guid productId, IReadOnlyList<StockMovement> movements, CancellationToken cancellationToken)
    {
        var reply = await Actor(productId).ApplyAsync(new StockBatch(movements), cancellationToken);
        return reply.Responses ?? (IReadOnlyList<StockResponse?>)new StockResponse?[movements.Count];
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(WaitLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new ServiceUnavailableException("contention", "This took too long. Try again.", exception);
        }
    }

    private IStockActor Actor(Guid productId) => _actors.CreateActorProxy<IStockActor>(new ActorId(productId.ToString()), nameof(StockActor));
}
