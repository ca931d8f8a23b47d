using System.Text;
using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Errors;
using Daprlet.Grpc.Internal.V1;
using Daprlet.GrpcApi;
using Daprlet.Http;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>Hands the answer of an app that speaks gRPC to a caller over HTTP: an error is its google.rpc.Status as JSON.</summary>
internal static class GrpcAnswerRelay
{
    private const string ProtobufType = "application/x-protobuf";

    /// <summary>The details that can be written as JSON: those of google.rpc.</summary>
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(Google.Rpc.ErrorDetailsReflection.Descriptor)));

    public static Task SendAsync(AppAnswer answer, ApiContext context)
    {
        CopyHeaders(answer, context);
        return answer.Status.Code == (int)StatusCode.OK ? SendMessageAsync(answer, context) : SendErrorAsync(answer, context);
    }

    private static Task SendMessageAsync(AppAnswer answer, ApiContext context)
    {
        var (message, data) = (answer.Message, answer.Message?.Data?.Value.Memory ?? default);
        var type = message?.Data?.TypeUrl.Length > 0 ? ProtobufType : message?.ContentType ?? "";
        if (type.Length > 0 && HeaderText.IsSendable(type))
            context.Response.ContentType = HeaderText.ToWire(type);
        return WriteAsync(context, 200, data);
    }

    private static Task SendErrorAsync(AppAnswer answer, ApiContext context)
    {
        try
        {
            return WriteAsync(context, GrpcStatuses.ToHttp((StatusCode)answer.Status.Code), Encoding.UTF8.GetBytes(Json.Format(answer.Status)));
        }
        catch (InvalidOperationException e) // a detail of a type that is not known here
        {
            return context.ErrorAsync(new ApiError(500, "ERR_MALFORMED_RESPONSE", e.Message));
        }
    }

    /// <summary>A body without a type is what it looks like.</summary>
    private static Task WriteAsync(ApiContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (response.Headers.ContentType.Count == 0 && !body.IsEmpty)
            response.ContentType = MediaTypeSniffer.Detect(body.Span);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.Aborted).AsTask();
    }

    private static void CopyHeaders(AppAnswer answer, ApiContext context)
    {
        var headers = context.Response.Headers;
        foreach (var entry in answer.Headers)
        {
            if (entry.Name == GrpcTrace.Header && GrpcTrace.Parse(Convert.ToBase64String(entry.Value.Span)) is { } trace)
                headers.TraceParent = trace;
            else if (entry.Name == GrpcAppHandler.AcceptEncoding)
                headers["dapr-grpc-accept-encoding"] = entry.Text();
            else if (!HeaderRules.IsDropped(entry.Name, []) && !IsOwn(entry.Name))
                headers.Append(HeaderRules.Forwarded(entry.Name), entry.Text());
        }
    }

    /// <summary>What the sidecar writes by rules of its own.</summary>
    private static bool IsOwn(string name) => name is "content-type" or "traceparent" or "tracestate";
}
