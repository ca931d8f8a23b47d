using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Errors;
using Daprlet.Json;
using Daprlet.Resiliency;

namespace Daprlet.State;

/// <summary>
/// The state building block's logic for one store: keys get their prefix, requests are checked, values are encrypted where the component
/// asks for it. What goes wrong is said in the words of Dapr's API, whatever the transport.
/// </summary>
public sealed class StateStoreComponent(IStateStore backend, ResiliencyPolicies resiliency) : IComponent
{
    private readonly ResilientStateStore _store = new(backend, resiliency);
    private string _name = "";
    private StateKeys? _keys;
    private StateEncryption? _encryption;

    /// <summary>The backend with its policies, for building blocks that have keys of their own.</summary>
    public IStateStore Store => _store;

    public IReadOnlyList<string> Features => _store.Features.Contains("TRANSACTIONAL") ? [.. _store.Features, "ACTOR"] : _store.Features;

    /// <summary>Whether what is stored is encrypted.</summary>
    internal bool IsEncrypted => _encryption is not null;

    private StateKeys Keys => _keys ?? throw new InvalidOperationException("not initialised");

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _name = context.Name;
        _encryption = StateEncryption.From(context);
        await _store.InitializeAsync(context, cancellationToken);
        _keys = new StateKeys(context);
    }

    /// <returns>What is stored, or null.</returns>
    public async ValueTask<ApiResult<StateEntry?>> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (StateKeys.Check(key) is { } fault)
            return StateErrors.IllegalKey(_name, fault);
        try
        {
            var entry = await _store.GetAsync(Keys.Prefixed(key), cancellationToken);
            return _encryption is null || entry is null ? entry : Decrypted(entry, _encryption);
        }
        catch (StateStoreException e)
        {
            return StateErrors.Get(key, _name, e.Message);
        }
    }

    /// <returns>In the backend's order; there may be less of them than keys.</returns>
    public async ValueTask<ApiResult<IReadOnlyList<StateItem>>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var prefixed = new string[keys.Count];
        for (var i = 0; i < prefixed.Length; i++)
        {
            if (StateKeys.Check(keys[i]) is { } fault)
                return StateErrors.IllegalKey(_name, fault);
            prefixed[i] = Keys.Prefixed(keys[i]);
        }
        try
        {
            return (await _store.GetManyAsync(prefixed, cancellationToken)).Select(Readable).ToList();
        }
        catch (StateStoreException e)
        {
            return StateErrors.BulkGet(e.Message);
        }
    }

    /// <summary>Saves items independently of each other; null when all are saved, else what became of those that are not.</summary>
    public ValueTask<ApiError?> SaveAsync(IReadOnlyList<StateUpsert> items)
    {
        var missing = items.Any(item => item.Key.Length == 0) ? new StateFault(StateFaultKind.MissingKey, "\"key\" is a required field") : null;
        return AnswerAsync(() => missing is not null ? new(missing) : WriteManyAsync(items), fault => StateErrors.Save(_name, fault));
    }

    public ValueTask<ApiError?> DeleteAsync(StateDelete deletion) => AnswerAsync(
        () => StateKeys.Check(deletion.Key) is { } fault ? new(fault) : ExecuteAsync(Prepared(deletion)), fault => StateErrors.Delete(deletion.Key, _name, fault));

    /// <summary>Deletes keys independently of each other; null when all are gone.</summary>
    public ValueTask<ApiError?> DeleteManyAsync(IReadOnlyList<StateDelete> deletions) => AnswerAsync(() => WriteManyAsync(deletions), fault => StateErrors.DeleteMany(_name, fault));

    /// <summary>Executes operations in their order, all of them or none; null when they are done.</summary>
    public ValueTask<ApiError?> TransactAsync(IReadOnlyList<StateOperation> operations) => AnswerAsync(() => ExecuteTogetherAsync(operations), fault => StateErrors.Transaction(_name, fault));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>What a backend that fails says is refused like any other write.</summary>
    private static async ValueTask<ApiError?> AnswerAsync(Func<ValueTask<StateFault?>> write, Func<StateFault, ApiError> describe)
    {
        try
        {
            return await write() is { } fault ? describe(fault) : null;
        }
        catch (StateStoreException e)
        {
            return describe(StateFault.Refused(e.Message));
        }
    }

    private ValueTask<StateFault?> ExecuteAsync(StateOperation operation) =>
        operation.Options.Check() is { } fault ? new(fault) : _store.ExecuteAsync(operation);

    private ValueTask<StateFault?> ExecuteTogetherAsync(IReadOnlyList<StateOperation> operations)
    {
        if (operations.Select(operation => StateKeys.Check(operation.Key)).FirstOrDefault(fault => fault is not null) is { } illegal)
            return new(illegal);
        if (operations.Select(operation => operation.Options.Check()).FirstOrDefault(fault => fault is not null) is { } unacceptable)
            return new(unacceptable);
        return operations.Count == 0 ? new((StateFault?)null) : _store.TransactAsync([.. operations.Select(Prepared)]);
    }

    private ValueTask<StateFault?> WriteManyAsync(IReadOnlyList<StateOperation> operations)
    {
        if (operations.Select(operation => StateKeys.Check(operation.Key)).FirstOrDefault(fault => fault is not null) is { } illegal)
            return new(illegal);
        return operations.Count switch
        {
            0 => new((StateFault?)null),
            1 => ExecuteAsync(Prepared(operations[0])),
            _ => WriteIndependentlyAsync([.. operations.Select(Prepared)]),
        };
    }

    private async ValueTask<StateFault?> WriteIndependentlyAsync(StateOperation[] operations)
    {
        var unacceptable = operations.Select(operation => operation.Options.Check()).OfType<StateFault>();
        var faults = await _store.WriteManyAsync([.. operations.Where(operation => operation.Options.Check() is null)]);
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
