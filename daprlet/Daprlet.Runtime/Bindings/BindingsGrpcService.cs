using System.Buffers;
using System.Text;
using Daprlet.Components.Bindings;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Bindings;

/// <summary>Output bindings over gRPC. What a binding answers as metadata is in the headers, too, on errors as well.</summary>
internal sealed class BindingsGrpcService(OutputBindings bindings)
{
    private const string BinarySuffix = "-bin";

    /// <summary>What the name of gRPC metadata consists of.</summary>
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    public async Task<InvokeBindingResponse> InvokeAsync(InvokeBindingRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var answer = await bindings.InvokeAsync(request.Name, new BindingRequest(request.Operation, request.Data.Memory, Metadata(request, http)), context.CancellationToken);
        foreach (var (name, value) in answer.Metadata)
            AddHeader(http.Response, "metadata." + name.ToLowerInvariant(), value);
        if (answer.Error is { } error)
            throw OutputBindings.Failed(request.Name, error).ToRpcException();
        var response = new InvokeBindingResponse { Metadata = { answer.Metadata.ToDictionary() } };
        if (answer.Data is { } data)
            response.Data = UnsafeByteOperations.UnsafeWrap(data);
        return response;
    }

    /// <summary>The request's own, the trace context, and under names that are still free the metadata of the call. That in bytes is not for bindings (Dapr 1.18.4).</summary>
    private static Dictionary<string, string> Metadata(InvokeBindingRequest request, HttpContext http)
    {
        var metadata = BindingTrace.With(request.Metadata, http, replaces: false);
        foreach (var (name, values) in http.Request.Headers)
        {
            var key = KeyOf(name.ToLowerInvariant());
            if (key.EndsWith(BinarySuffix, StringComparison.Ordinal) || values.Count == 0)
                continue;
            if (key is "traceparent" or "tracestate")
                metadata[key] = values[0] ?? "";
            else
                metadata.TryAdd(key, HeaderText.FromWire(values[0] ?? ""));
        }
        return metadata;
    }

    private static string KeyOf(string name) => name switch
    {
        "host" => "dapr-authority",
        _ when name.StartsWith("grpc-", StringComparison.Ordinal) => "dapr-" + name,
        _ => name,
    };

    /// <summary>A name that a header cannot have is left out; the answer itself has it.</summary>
    private static void AddHeader(HttpResponse response, string name, string value)
    {
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            return;
        if (name.EndsWith(BinarySuffix, StringComparison.Ordinal))
            response.Headers[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=');
        else
            response.Headers[name] = HeaderText.ToWire(HeaderText.IsSendable(value) ? value : string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)));
    }
}
