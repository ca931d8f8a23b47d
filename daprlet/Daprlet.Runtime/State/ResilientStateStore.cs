using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Resiliency;

namespace Daprlet.State;

/// <summary>A state store with the policies for its component around every operation.</summary>
internal sealed class ResilientStateStore(IStateStore store, ResiliencyPolicies resiliency) : IStateStore
{
    private string _name = "";

    public IReadOnlyList<string> Features => store.Features;

    private Policy Policy => resiliency.ForComponent(_name, ComponentKind.Statestore, ComponentDirection.Outbound);

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _name = context.Name;
        return store.InitializeAsync(context, cancellationToken);
    }

    public ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        Policy is { IsNone: false } policy ? RunAsync(policy, token => store.GetAsync(key, token), cancellationToken) : store.GetAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Policy is { IsNone: false } policy ? RunAsync(policy, token => store.GetManyAsync(keys, token), cancellationToken) : store.GetManyAsync(keys, cancellationToken);

    public ValueTask<StateFault?> ExecuteAsync(StateOperation operation) =>
        Policy is { IsNone: false } policy ? RunAsync(policy, _ => store.ExecuteAsync(operation), CancellationToken.None, fault => Judge(fault, operation is StateUpsert)) : store.ExecuteAsync(operation);

    public ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations) =>
        Policy is { IsNone: false } policy ? RunAsync(policy, _ => store.TransactAsync(operations), CancellationToken.None, fault => Judge(fault, isSave: false)) : store.TransactAsync(operations);

    /// <summary>Executes operations independently of each other, as one to the policies: another attempt is made with those that failed, unless it was for their etags.</summary>
    /// <returns>The faults of those that failed in the last attempt, and of those that were not tried again.</returns>
    /// <exception cref="StateStoreException">The backend failed.</exception>
    public async ValueTask<IReadOnlyList<StateFault>> WriteManyAsync(IReadOnlyList<StateOperation> items)
    {
        var final = new List<StateFault>();
        var remaining = items;
        var last = await RunAsync(Policy, async _ =>
        {
            var faults = await Task.WhenAll(remaining.Select(item => store.ExecuteAsync(item).AsTask()));
            final.AddRange(faults.OfType<StateFault>().Where(fault => fault.IsAboutETag));
            remaining = [.. remaining.Zip(faults).Where(pair => pair.Second is { IsAboutETag: false }).Select(pair => pair.First)];
            return faults.OfType<StateFault>().Where(fault => !fault.IsAboutETag).ToList();
        }, CancellationToken.None, faults => faults.Count > 0 ? AttemptOutcome.Failed() : final.Count > 0 ? AttemptOutcome.FailedFinally() : AttemptOutcome.Success);
        return [.. final, .. last];
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>To Dapr every fault is a failure; a save is not tried again where only another etag would help.</summary>
    private static AttemptOutcome Judge(StateFault? fault, bool isSave) => fault switch
    {
        null => AttemptOutcome.Success,
        { IsAboutETag: true } when isSave => AttemptOutcome.FailedFinally(),
        _ => AttemptOutcome.Failed(),
    };

    private static async ValueTask<T> RunAsync<T>(Policy policy, Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken, Func<T, AttemptOutcome>? judge = null)
    {
        try
        {
            return await policy.RunAsync(token => attempt(token).AsTask(), cancellationToken, judge);
        }
        catch (PolicyException e)
        {
            throw new StateStoreException(e.Message, e);
        }
    }
}
