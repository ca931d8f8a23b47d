using System.Text.Json;
using Daprlet.Components.State;
using Daprlet.Errors;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using WireItem = Daprlet.Grpc.Common.V1.StateItem;
using WireOptions = Daprlet.Grpc.Common.V1.StateOptions;

namespace Daprlet.State;

/// <summary>The state API over gRPC. Values are bytes; only where the metadata of a save says that they are JSON they are read and written anew.</summary>
internal sealed class StateGrpcService(StateStores stores)
{
    private const string ContentTypeName = "contentType";

    public async Task<GetStateResponse> GetAsync(GetStateRequest request, ServerCallContext context)
    {
        var entry = (await stores.Find(request.StoreName).OrThrow().GetAsync(request.Key, context.CancellationToken)).OrThrow();
        if (entry is null)
            return new GetStateResponse();
        return new GetStateResponse { Data = UnsafeByteOperations.UnsafeWrap(entry.Value), Etag = entry.ETag, Metadata = { MetadataOf(entry) } };
    }

    /// <summary>
    /// In the backend's order; a backend may have less to say of a key that was asked for twice, and Dapr fills up with empty items.
    /// </summary>
    public async Task<GetBulkStateResponse> GetBulkAsync(GetBulkStateRequest request, ServerCallContext context)
    {
        var items = (await stores.Find(request.StoreName).OrThrow().GetManyAsync(request.Keys, context.CancellationToken)).OrThrow();
        var empty = Enumerable.Repeat(0, request.Keys.Count - items.Count).Select(_ => new BulkStateItem());
        return new GetBulkStateResponse { Items = { items.Select(ToMessage).Concat(empty) } };
    }

    public async Task<Empty> SaveAsync(SaveStateRequest request)
    {
        var store = stores.Find(request.StoreName).OrThrow();
        (await store.SaveAsync([.. request.States.Select(item => IsJson(item) ? ToJsonUpsert(item, store) : ToUpsert(item))])).ThrowIfAny();
        return new Empty();
    }

    public async Task<Empty> DeleteAsync(DeleteStateRequest request)
    {
        var store = stores.Find(request.StoreName).OrThrow();
        var deletion = new StateDelete(request.Key) { ETag = request.Etag?.Value ?? "", Options = ToOptions(request.Options), Metadata = request.Metadata };
        (await store.DeleteAsync(deletion)).ThrowIfAny();
        return new Empty();
    }

    public async Task<Empty> DeleteBulkAsync(DeleteBulkStateRequest request)
    {
        var store = stores.Find(request.StoreName).OrThrow();
        (await store.DeleteManyAsync([.. request.States.Select(ToDelete)])).ThrowIfAny();
        return new Empty();
    }

    public async Task<Empty> TransactAsync(ExecuteStateTransactionRequest request)
    {
        var store = stores.FindTransactional(request.StoreName).OrThrow();
        foreach (var operation in request.Operations)
            WhyRefused(operation, request.StoreName).ThrowIfAny();
        var operations = request.Operations.Select(operation => WithMetadata(ToOperation(operation), request.Metadata));
        (await store.TransactAsync([.. operations])).ThrowIfAny();
        return new Empty();
    }

    public QueryStateResponse Query(QueryStateRequest request) => throw stores.Query(request.StoreName).ToRpcException();

    /// <summary>What is wrong with an operation before any of them is done.</summary>
    private static ApiError? WhyRefused(TransactionalStateOperation operation, string store)
    {
        if (StateKeys.Check(operation.Request?.Key ?? "") is { } fault)
            return StateErrors.IllegalKey(store, fault);
        return operation.OperationType is "upsert" or "delete" ? null : StateErrors.UnknownOperation(operation.OperationType);
    }

    private static StateOperation ToOperation(TransactionalStateOperation operation)
    {
        var item = operation.Request ?? new WireItem();
        return operation.OperationType == "upsert" ? ToUpsert(item) : ToDelete(item);
    }

    private static StateOperation WithMetadata(StateOperation operation, MapField<string, string> ofRequest)
    {
        if (ofRequest.Count == 0)
            return operation;
        var metadata = operation.Metadata.ToDictionary();
        foreach (var (name, value) in ofRequest)
            metadata[name] = value;
        return operation with { Metadata = metadata };
    }

    private static bool IsJson(WireItem item) => item.Metadata.TryGetValue(ContentTypeName, out var type) && type == "application/json";

    /// <summary>What is encrypted is what the app sent, JSON or not.</summary>
    private static StateUpsert ToJsonUpsert(WireItem item, StateStoreComponent store)
    {
        var rewritten = Rewritten(item.Value);
        return store.IsEncrypted ? ToUpsert(item) : ToUpsert(item) with { Value = rewritten, IsBinary = false };
    }

    private static StateUpsert ToUpsert(WireItem item) => new(item.Key, item.Value.Memory)
    {
        ETag = item.Etag?.Value ?? "",
        Options = ToOptions(item.Options),
        Metadata = item.Metadata,
        IsBinary = true,
    };

    private static StateDelete ToDelete(WireItem item) =>
        new(item.Key) { ETag = item.Etag?.Value ?? "", Options = ToOptions(item.Options), Metadata = item.Metadata };

    /// <exception cref="RpcException">The value is no JSON.</exception>
    private static byte[] Rewritten(ByteString value)
    {
        try
        {
            return GoJson.Rewrite(value.Span);
        }
        catch (JsonException e)
        {
            throw new RpcException(new Status(StatusCode.Unknown, GoJsonSyntax.ErrorIn(value.Span) ?? e.Message));
        }
    }

    private static Components.State.StateOptions ToOptions(WireOptions? options) => options is null ? default : new(
        options.Concurrency switch
        {
            WireOptions.Types.StateConcurrency.ConcurrencyFirstWrite => "first-write",
            WireOptions.Types.StateConcurrency.ConcurrencyLastWrite => "last-write",
            _ => "",
        },
        options.Consistency switch
        {
            WireOptions.Types.StateConsistency.ConsistencyStrong => "strong",
            WireOptions.Types.StateConsistency.ConsistencyEventual => "eventual",
            _ => "",
        });

    private static BulkStateItem ToMessage(Components.State.StateItem item)
    {
        var message = new BulkStateItem { Key = item.Key, Error = item.Error ?? "" };
        if (item.Entry is { } entry)
        {
            message.Data = UnsafeByteOperations.UnsafeWrap(entry.Value);
            message.Etag = entry.ETag;
            message.Metadata.Add(MetadataOf(entry));
        }
        return message;
    }

    private static Dictionary<string, string> MetadataOf(StateEntry entry) =>
        entry.Expires is { } expires ? new() { [StateBulkWriter.ExpiryName] = Rfc3339.Seconds(expires.ToUniversalTime()) } : [];
}
