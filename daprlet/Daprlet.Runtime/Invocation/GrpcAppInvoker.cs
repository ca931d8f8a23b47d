using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Internal.V1;
using Daprlet.GrpcApi;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Invocation;

/// <summary>Calls the methods of an app that speaks gRPC: each is a call of <c>AppCallback.OnInvoke</c>.</summary>
internal static class GrpcAppInvoker
{
    /// <exception cref="InvocationException">There is nothing to call with.</exception>
    public static async Task<AppAnswer> InvokeAsync(GrpcAppChannel app, InvocationCall call)
    {
        if (!call.HasMessage)
            throw new InvocationException("message is nil");
        InvokeRequest request;
        try
        {
            request = await RequestAsync(call);
        }
        catch (BodyTooLargeException e)
        {
            return GrpcAnswers.Failed(StatusCode.ResourceExhausted, e.Message);
        }
        var size = request.CalculateSize();
        return size <= app.MaxMessageBytes
            ? await app.InvokeAsync(request, Metadata(call), call.Aborted)
            : GrpcAnswers.Failed(StatusCode.ResourceExhausted, $"trying to send message larger than max ({size} vs. {app.MaxMessageBytes})");
    }

    private static async Task<InvokeRequest> RequestAsync(InvocationCall call)
    {
        var request = new InvokeRequest
        {
            Method = MethodPath.Text(call.Method),
            ContentType = call.ContentType,
            Data = new Any { TypeUrl = call.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(await call.Body.ReadAsync(call.Aborted)) },
        };
        if (call.Verb is { } verb)
            request.HttpExtension = new HTTPExtension { Verb = InvocationVerb.ToGrpc(verb), Querystring = MethodPath.Text(call.Query.Length > 0 ? call.Query[1..] : "") };
        return request;
    }

    private static CallMetadata Metadata(InvocationCall call)
    {
        var metadata = new CallMetadata();
        foreach (var (name, values) in call.Headers)
        {
            foreach (var value in values)
                Add(metadata, call.IsFromGrpc, name, value ?? "");
        }
        if (call.OutgoingTrace() is { Parent: { } parent } trace)
            GrpcTrace.AddTo(metadata, parent, trace.State);
        if (call.Identity is not { } identity)
            return metadata;
        identity.Caller.Stamp(metadata, identity.CalleeAppId);
        if (identity.IsRemote)
            PeerIdentity.AddHost(metadata);
        return metadata;
    }

    private static void Add(CallMetadata metadata, bool isGrpc, string name, string value)
    {
        if (isGrpc)
            GrpcHeaders.AddGrpc(metadata, name, value);
        else
            GrpcHeaders.AddHttp(metadata, name, value);
    }
}
