using System.Globalization;
using System.Text;
using Daprlet.Errors;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Internal.V1;
using Daprlet.GrpcApi;
using Daprlet.Http;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Invocation;

/// <summary>What a caller of InvokeService gets for a callee's answer.</summary>
/// <param name="Error">The status where it is not OK.</param>
internal sealed record GrpcReply(InvokeResponse Message, CallMetadata Headers, CallMetadata Trailers, RpcException? Error)
{
    private const string StatusHeader = "dapr-http-status";

    /// <summary>Error details hold no more of a body.</summary>
    private const int MaxDetailBytes = 63;

    /// <summary>How far above the limit an answer is read, so that the caller learns how large it is.</summary>
    private const int MeasuredBytes = 1024 * 1024;

    /// <summary>The reply for an app that speaks gRPC: all passes, but for its trace context, which the sidecar completes.</summary>
    public static GrpcReply OfGrpc(AppAnswer answer, InvocationCall call)
    {
        var (headers, trailers) = (new CallMetadata(), new CallMetadata());
        foreach (var entry in answer.Headers)
            GrpcHeaders.Add(headers, entry);
        foreach (var entry in answer.Trailers)
            GrpcHeaders.Add(trailers, entry);
        AddTrace(headers, call, answer.Headers.FirstOrDefault(entry => entry.Name == GrpcTrace.Header) is { } trace ? GrpcTrace.Parse(Convert.ToBase64String(trace.Value.Span)) : null);
        AddTrace(trailers, call, null);
        var status = answer.Status;
        RpcException? error = status.Code == (int)StatusCode.OK ? null
            : status.Details.Count > 0 ? GrpcErrors.ToRpcException(status)
            : new RpcException(new Status((StatusCode)status.Code, status.Message));
        return new GrpcReply(answer.Message ?? new InvokeResponse(), headers, trailers, error);
    }

    /// <summary>The reply for a callee that speaks HTTP: its status as gRPC has it, in details and a header as it was.</summary>
    /// <param name="maxBytes">The largest message.</param>
    /// <exception cref="HttpRequestException">The callee broke off.</exception>
    /// <exception cref="RpcException">The body is larger than that.</exception>
    public static async Task<GrpcReply> OfHttpAsync(HttpResponseMessage answer, InvocationCall call, long maxBytes)
    {
        var (status, headers) = ((int)answer.StatusCode, HeadersOf(answer, call));
        headers.Add(StatusHeader, status.ToString(CultureInfo.InvariantCulture));
        var body = await BoundedBody.ReadAsync(answer.Content, (int)Math.Min(maxBytes + MeasuredBytes, int.MaxValue), call.Aborted);
        var message = new InvokeResponse { ContentType = ContentType(answer), Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(body) } };
        var error = body.Length > maxBytes ? TooLarge(message, answer.Content.Headers.ContentLength ?? body.Length, maxBytes) : ErrorOf(status, body);
        return new GrpcReply(message, headers, [], error);
    }

    private static CallMetadata HeadersOf(HttpResponseMessage answer, InvocationCall call)
    {
        var headers = new CallMetadata();
        var nominated = answer.Headers.NonValidated.TryGetValues("Connection", out var connection) ? HeaderRules.NominatedBy(new([.. connection])) : [];
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (HeaderRules.IsDropped(name, nominated) && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                GrpcHeaders.AddHttp(headers, name, value);
        }
        AddTrace(headers, call, answer.Headers.NonValidated.TryGetValues("traceparent", out var parent) && GrpcTrace.IsTraceParent(parent.ToString()) ? parent.ToString() : null);
        return headers;
    }

    /// <param name="own">What the callee says itself.</param>
    private static void AddTrace(CallMetadata metadata, InvocationCall call, string? own)
    {
        if (own is not null || !call.Trace.IsOff)
            GrpcTrace.AddTo(metadata, own ?? call.Trace.TraceParent, null);
    }

    private static string ContentType(HttpResponseMessage answer) =>
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? HeaderText.FromWire(type.ToString()) : "";

    private static RpcException? ErrorOf(int status, byte[] body)
    {
        var code = GrpcStatuses.FromHttp(status);
        if (code == StatusCode.OK)
            return null;
        var text = HttpStatusText.Of(status);
        var detail = body.AsSpan(0, Math.Min(body.Length, MaxDetailBytes));
        return System.Text.Unicode.Utf8.IsValid(detail)
            ? GrpcErrors.ToRpcException(GrpcErrors.ToStatus(code, text, [new ErrorInfo(text, ("http.code", status.ToString(CultureInfo.InvariantCulture)), ("http.error_message", Encoding.UTF8.GetString(detail)))]))
            : new RpcException(new Status(code, text));
    }

    /// <summary>In the words of Go's server.</summary>
    private static RpcException TooLarge(InvokeResponse message, long length, long maxBytes)
    {
        var data = 1 + CodedOutputStream.ComputeUInt64Size((ulong)length) + length;
        message.Data = null;
        var size = message.CalculateSize() + 1 + CodedOutputStream.ComputeUInt64Size((ulong)data) + data;
        return new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: trying to send message larger than max ({size} vs. {maxBytes})"));
    }
}
