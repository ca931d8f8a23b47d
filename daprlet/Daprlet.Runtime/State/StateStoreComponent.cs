using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Json;
using Daprlet.Resiliency;

namespace Daprlet.State;

/// <summary>
/// The state building block's logic for one store: keys get their prefix, requests are checked, values are encrypted where the component
/// asks for it. Knows nothing of HTTP.
/// </summary>
public sealed class StateStoreComponent(IStateStore backend, ResiliencyPolicies resiliency) : IComponent
{
    private readonly ResilientStateStore _store = new(backend, resiliency);
    private StateKeys? _keys;
    private StateEncryption? _encryption;

    /// <summary>The backend with its policies, for building blocks that have keys of their own.</summary>
    public IStateStore Store => _store;

    public IReadOnlyList<string> Features => _store.Features.Contains("TRANSACTIONAL") ? [.. _store.Features, "ACTOR"] : _store.Features;

    private StateKeys Keys => _keys ?? throw new InvalidOperationException("not initialised");

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _encryption = StateEncryption.From(context);
        await _store.InitializeAsync(context, cancellationToken);
        _keys = new StateKeys(context);
    }

    /// <exception cref="StateStoreException">The backend failed.</exception>
    public async ValueTask<(StateEntry? Entry, StateFault? Fault)> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (StateKeys.Check(key) is { } fault)
            return (null, fault);
        var entry = await _store.GetAsync(Keys.Prefixed(key), cancellationToken);
        return (_encryption is null || entry is null ? entry : Decrypted(entry, _encryption), null);
    }

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
        var items = await _store.GetManyAsync(prefixed, cancellationToken);
        return ([.. items.Select(Readable)], null);
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
        return prepared.Length == 0 ? new((StateFault?)null) : _store.TransactAsync(prepared);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private ValueTask<StateFault?> ExecuteAsync(StateOperation operation) =>
        operation.Options.Check() is { } fault ? new(fault) : _store.ExecuteAsync(operation);

    private async ValueTask<StateFault?> SaveManyAsync(StateOperation[] items)
    {
        var unacceptable = items.Select(item => item.Options.Check()).OfType<StateFault>();
        var faults = await _store.SaveManyAsync([.. items.Where(item => item.Options.Check() is null)]);
        IReadOnlyList<StateFault> all = [.. unacceptable, .. faults];
        return all.Count == 0 ? null : StateFault.Joined(all);
    }

    private StateOperation Prepared(StateOperation operation) => _encryption is not null && operation is StateUpsert upsert
        ? upsert with { Key = Keys.Prefixed(upsert.Key), Value = Encrypted(upsert, _encryption), IsBinary = true }
        : operation with { Key = Keys.Prefixed(operation.Key) };

    /// <summary>What is encrypted of a JSON value is its text as Go prints it, so a string comes back without quotes, as in Dapr.</summary>
    private static byte[] Encrypted(StateUpsert upsert, StateEncryption encryption)
    {
        if (upsert.IsBinary)
            return encryption.Encrypt(upsert.Value.Span);
        using var text = new ByteBuffer(upsert.Value.Length);
        GoText.Write(upsert.Value.Span, text);
        return encryption.Encrypt(text.Span);
    }

    private StateItem Readable(StateItem item)
    {
        var named = item with { Key = Keys.Original(item.Key) };
        if (_encryption is null || item.Entry is null)
            return named;
        try
        {
            return named with { Entry = Decrypted(item.Entry, _encryption) };
        }
        catch (StateStoreException e)
        {
            return named with { Entry = null, Error = e.Message };
        }
    }

    private static StateEntry Decrypted(StateEntry entry, StateEncryption encryption) => entry with { Value = encryption.Decrypt(entry.Value.Span) };
}
