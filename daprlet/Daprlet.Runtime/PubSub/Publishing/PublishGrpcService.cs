using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Observability;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.PubSub.Publishing;

/// <summary>Publishing over gRPC (Dapr gRPC API, pub/sub).</summary>
internal sealed class PublishGrpcService(Publisher publisher, string appId)
{
    public async Task<Empty> PublishAsync(PublishEventRequest request, ServerCallContext context)
    {
        var trace = TraceContext.Of(context.GetHttpContext());
        var target = publisher.Resolve(request.PubsubName, request.Topic, request.Metadata.AsReadOnly()).OrThrow();
        if (target.Raw)
            target = target with { Metadata = WithTrace(target.Metadata, trace) };
        (await publisher.PublishAsync(target, request.DataContentType, request.Data.Memory, trace, context.CancellationToken)).ThrowIfAny();
        return new Empty();
    }

    /// <summary>Publishes all of the events; where some fail the answer is an error that does not say which, as Dapr's is.</summary>
    public async Task<BulkPublishResponse> PublishBulkAsync(BulkPublishRequest request, ServerCallContext context)
    {
        var target = publisher.Resolve(request.PubsubName, request.Topic, request.Metadata.AsReadOnly()).OrThrow();
        var entries = new BulkEntries(target, appId);
        foreach (var entry in request.Entries)
            entries.Add(entry.EntryId, entry.ContentType, entry.Event.Memory, entry.Metadata.Count > 0 ? entry.Metadata : null).ThrowIfAny();
        var failed = (await publisher.PublishAsync(target, entries.All, TraceContext.Of(context.GetHttpContext()), context.CancellationToken)).OrThrow();
        return failed.Count == 0 ? new BulkPublishResponse() : throw PubSubErrors.PublishFailed(target.Component.Name, target.Topic, failed[0].Error).ToRpcException();
    }

    /// <summary>A message without an envelope has its trace in its metadata, where it came over gRPC.</summary>
    private static Dictionary<string, string> WithTrace(IReadOnlyDictionary<string, string> metadata, TraceContext trace) => new(metadata)
    {
        ["traceid"] = trace.HasTrace ? trace.TraceParent : "",
        ["tracestate"] = trace.TraceState,
    };
}
