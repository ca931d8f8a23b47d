using Daprlet.Components;

namespace Daprlet.State;

/// <summary>
/// The state building block's logic for one store: keys get their prefix, requests are checked, values are encrypted where the component
/// asks for it. Knows nothing of HTTP.
/// </summary>
public sealed class StateStoreComponent(IStateStore store) : IComponent
{
    private StateKeys? _keys;

    /// <summary>The backend, for building blocks that have keys of their own.</summary>
    public IStateStore Store => store;

    public IReadOnlyList<string> Features => store.Features.Contains("TRANSACTIONAL") ? [.. store.Features, "ACTOR"] : store.Features;

    private StateKeys Keys => _keys ?? throw new InvalidOperationException("not initialised");

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(context, cancellationToken);
        _keys = new StateKeys(context);
    }

    /// <exception cref="StateStoreException">The backend failed.</exception>
    public async ValueTask<(StateEntry? Entry, StateFault? Fault)> GetAsync(string key, CancellationToken cancellationToken) =>
        StateKeys.Check(key) is { } fault ? (null, fault) : (await store.GetAsync(Keys.Prefixed(key), cancellationToken), null);

    /// <exception cref="StateStoreException">The backend failed.</exception>
    public async ValueTask<(IReadOnlyList<StateItem> Items, StateFault? Fault)> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var prefixed = new string[keys.Count];
        for (var i = 0; i < prefixed.Length; i++)
        {
            if (StateKeys.Check(keys[i]) is { } fault)
                return ([], fault);
            prefixed[i] = Keys.Prefixed(keys[i]);
        }
        var items = await store.GetManyAsync(prefixed, cancellationToken);
        return ([.. items.Select(item => item with { Key = Keys.Original(item.Key) })], null);
    }

    /// <summary>Saves items independently of each other; the fault, if there is one, says what became of those that failed.</summary>
    /// <exception cref="StateStoreException">The backend failed.</exception>
    public ValueTask<StateFault?> SaveAsync(IReadOnlyList<StateUpsert> items)
    {
        var prepared = new StateOperation[items.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            if (items[i].Key.Length == 0)
                return new(new StateFault(StateFaultKind.MissingKey, "\"key\" is a required field"));
            if (StateKeys.Check(items[i].Key) is { } fault)
                return new(fault);
            prepared[i] = Prepared(items[i]);
        }
        return prepared.Length == 1 ? ExecuteAsync(prepared[0]) : SaveManyAsync(prepared);
    }

    /// <exception cref="StateStoreException">The backend failed.</exception>
    public ValueTask<StateFault?> DeleteAsync(StateDelete deletion) =>
        StateKeys.Check(deletion.Key) is { } fault ? new(fault) : ExecuteAsync(Prepared(deletion));

    /// <summary>Executes operations in their order, all of them or none.</summary>
    /// <exception cref="StateStoreException">The backend failed.</exception>
    public ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations)
    {
        var prepared = new StateOperation[operations.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            if (StateKeys.Check(operations[i].Key) is { } fault)
                return new(fault);
            prepared[i] = Prepared(operations[i]);
        }
        foreach (var operation in prepared)
        {
            if (operation.Options.Check() is { } fault)
                return new(fault);
        }
        return prepared.Length == 0 ? new((StateFault?)null) : store.TransactAsync(prepared);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private ValueTask<StateFault?> ExecuteAsync(StateOperation operation) =>
        operation.Options.Check() is { } fault ? new(fault) : store.ExecuteAsync(operation);

    private async ValueTask<StateFault?> SaveManyAsync(StateOperation[] items)
    {
        var pending = new Task<StateFault?>[items.Length];
        for (var i = 0; i < items.Length; i++)
            pending[i] = ExecuteAsync(items[i]).AsTask();
        var faults = (await Task.WhenAll(pending)).OfType<StateFault>().ToList();
        return faults.Count == 0 ? null : StateFault.Joined(faults);
    }

    private StateOperation Prepared(StateOperation operation) => operation with { Key = Keys.Prefixed(operation.Key) };
}
