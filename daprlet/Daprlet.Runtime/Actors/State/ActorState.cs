using Daprlet.Components.State;
using Daprlet.Errors;

namespace Daprlet.Actors.State;

/// <summary>
/// The state of actors: read by whoever asks, written only while the actor is active on this sidecar. Knows no transport. The keys are Dapr's:
/// app id, type, actor id and key.
/// </summary>
/// <param name="hasTimeToLive">Whether the feature ActorStateTTL is on.</param>
internal sealed class ActorState(ActorStores stores, string appId, IActorHosting hosting, bool hasTimeToLive)
{
    private const string Separator = "||";

    /// <summary>Why the state of a type's actors is nobody's to touch; null when it is.</summary>
    public ApiError? Check(string actorType) => ActorErrors.Reserved(actorType) ?? (hosting.IsEnabled ? null : ActorErrors.NoPlacement);

    /// <summary>What is stored under a key of an actor, or null.</summary>
    public async ValueTask<ApiResult<StateEntry?>> GetAsync(ActorAddress actor, string key, CancellationToken cancellationToken)
    {
        if (Check(actor.Type) is { } refusal)
            return refusal;
        if (stores.Current is not { } store)
            return ActorErrors.NoStateStore;
        await hosting.AwaitMoveAsync(actor.Type, cancellationToken);
        try
        {
            return await store.GetAsync(Prefix(actor) + key, cancellationToken);
        }
        catch (StateStoreException e)
        {
            return ActorErrors.GetState(e.Message);
        }
    }

    /// <summary>Executes operations in their order, all of them or none.</summary>
    /// <param name="cancellationToken">Ends the wait for a move, not the transaction.</param>
    public async ValueTask<ApiError?> TransactAsync(ActorAddress actor, IReadOnlyList<ActorStateOperation> operations, CancellationToken cancellationToken)
    {
        if (Check(actor.Type) is { } refusal)
            return refusal;
        using var write = await hosting.BeginWriteAsync(actor, cancellationToken);
        if (write is null)
            return ActorErrors.NotActive;
        var prefix = Prefix(actor);
        var prepared = new StateOperation[operations.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            if (Problem(operations[i]) is { } problem)
                return ActorErrors.SaveState(problem);
            prepared[i] = Prepare(operations[i], prefix);
        }
        if (stores.Current is not { } store)
            return ActorErrors.NoStateStore;
        return prepared.Length == 0 ? null : await ExecuteAsync(store, prepared);
    }

    private static async ValueTask<ApiError?> ExecuteAsync(IStateStore store, StateOperation[] operations)
    {
        try
        {
            return await store.TransactAsync(operations) is { } fault ? ActorErrors.SaveState(fault.Message) : null;
        }
        catch (StateStoreException e)
        {
            return ActorErrors.SaveState(e.Message);
        }
    }

    private string? Problem(ActorStateOperation operation) => operation switch
    {
        { HasRequest: false } => "request data is empty",
        { Word: "" } => "operation is empty",
        { Word: not ("upsert" or "delete") } => $"operation type {operation.Word} not supported",
        { Problem: { } problem } => problem,
        { Key: "" } => "missing key",
        { Metadata: { } metadata } when !hasTimeToLive && metadata.ContainsKey(TimeToLive.MetadataName) =>
            $"{TimeToLive.MetadataName} is not supported without the \"ActorStateTTL\" feature enabled",
        _ => null,
    };

    private static StateOperation Prepare(ActorStateOperation operation, string prefix)
    {
        var key = prefix + operation.Key;
        if (operation.Word == "delete")
            return new StateDelete(key) { ETag = operation.ETag };
        var upsert = new StateUpsert(key, operation.Value) { ETag = operation.ETag, IsBinary = operation.IsBinary };
        return operation.Metadata is null ? upsert : upsert with { Metadata = operation.Metadata };
    }

    private string Prefix(ActorAddress actor) => string.Concat(appId, Separator, actor.Type, Separator) + actor.Id + Separator;
}
