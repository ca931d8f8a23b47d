using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>Hands a callee's answer to the caller: status, headers and body as they come, each piece at once.</summary>
internal static class ResponseRelay
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>Copies the whole answer. Its length is passed on only when the body is known to have it.</summary>
    public static async Task CopyAsync(HttpResponseMessage answer, InvocationCall call)
    {
        using var body = await answer.Content.ReadAsStreamAsync(call.Aborted);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var first = await ReadAsync(body, buffer, call.Aborted);
            Start(answer, call, buffer.AsSpan(0, first));
            if (first == (answer.Content.Headers.ContentLength ?? -1) && call.Verb != HttpMethod.Head)
                call.Response.ContentLength = first;
            await CopyAsync(body, buffer, first, call);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CopyAsync(Stream body, byte[] buffer, int count, InvocationCall call)
    {
        while (count > 0)
        {
            await call.Response.Body.WriteAsync(buffer.AsMemory(0, count), call.Aborted);
            if (call.Response.ContentLength == count)
                return;
            count = await ReadAsync(body, buffer, call.Aborted);
        }
    }

    /// <summary>An answer that ends before its declared length is over, as it is for Dapr.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (HttpIOException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            return 0;
        }
    }

    private static void Start(HttpResponseMessage answer, InvocationCall call, ReadOnlySpan<byte> firstBytes)
    {
        var response = call.Response;
        response.StatusCode = (int)answer.StatusCode;
        CopyHeaders(answer, response);
        if (response.Headers.ContentType.Count > 0)
            return;
        if (!call.IsStreaming && response.StatusCode is < 200 or > 399)
            response.ContentType = "application/json";
        else if (!firstBytes.IsEmpty && response.Headers.ContentEncoding.Count == 0)
            response.ContentType = MediaTypeSniffer.Detect(firstBytes);
    }

    /// <summary>Copies the headers that pass; the callee's trace context, if it sent one, takes the place of the sidecar's.</summary>
    public static void CopyHeaders(HttpResponseMessage answer, HttpResponse response)
    {
        var headers = answer.Headers.NonValidated;
        var nominated = headers.TryGetValues("Connection", out var connection) ? HeaderRules.NominatedBy(new StringValues([.. connection])) : [];
        if (headers.Contains("traceparent"))
            response.Headers.Remove("tracestate");
        foreach (var (name, values) in headers)
        {
            if (HeaderRules.IsDropped(name, nominated))
                continue;
            var value = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
            if (name.Equals("baggage", StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(name, value);
            else
                response.Headers[HeaderRules.Forwarded(name)] = value;
        }
        foreach (var (name, values) in answer.Content.Headers.NonValidated)
        {
            if (!HeaderRules.IsDropped(name, nominated))
                response.Headers[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }
}
