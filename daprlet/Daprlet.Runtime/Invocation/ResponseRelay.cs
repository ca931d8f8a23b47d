using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>Hands a callee's answer to the caller: status, headers and body as they come, each piece at once.</summary>
internal static class ResponseRelay
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>Copies the whole answer to the caller of the API.</summary>
    public static Task CopyAsync(HttpResponseMessage answer, InvocationCall call, HttpResponse response) =>
        CopyAsync(answer, response, firstBytes => CompleteContentType(response, call.IsStreaming, firstBytes), call.Aborted);

    /// <summary>Copies the whole answer to the caller's sidecar, which completes what is missing.</summary>
    public static Task CopyAsItIsAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancellationToken) =>
        CopyAsync(answer, response, null, cancellationToken);

    /// <summary>Copies status, headers and body. The length is passed on only when the body is known to have it.</summary>
    private static async Task CopyAsync(HttpResponseMessage answer, HttpResponse response, Action<ReadOnlyMemory<byte>>? complete, CancellationToken cancellationToken)
    {
        using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var count = await ReadAsync(body, buffer, cancellationToken);
            response.StatusCode = (int)answer.StatusCode;
            CopyHeaders(answer, response);
            complete?.Invoke(buffer.AsMemory(0, count));
            if (count == (answer.Content.Headers.ContentLength ?? -1) && !HttpMethods.IsHead(response.HttpContext.Request.Method))
                response.ContentLength = count;
            while (count > 0)
            {
                await response.Body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                count = response.ContentLength == count ? 0 : await ReadAsync(body, buffer, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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

    /// <summary>A missing content type: errors are JSON to Dapr, anything else is what it looks like.</summary>
    private static void CompleteContentType(HttpResponse response, bool isStreaming, ReadOnlyMemory<byte> firstBytes)
    {
        if (response.Headers.ContentType.Count > 0)
            return;
        if (!isStreaming && response.StatusCode is < 200 or > 399)
            response.ContentType = "application/json";
        else if (!firstBytes.IsEmpty && response.Headers.ContentEncoding.Count == 0)
            response.ContentType = MediaTypeSniffer.Detect(firstBytes.Span);
    }

    /// <summary>Between sidecars of Dapr every text is UTF-8.</summary>
    /// <exception cref="InvocationException">A header is not.</exception>
    public static void RequireUtf8(HttpResponseMessage answer)
    {
        foreach (var (_, values) in answer.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                if (!MethodPath.IsUtf8(value))
                    throw new InvocationException("rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8");
            }
        }
    }

    /// <summary>Copies the headers that pass; the callee's trace context, if it sent one, takes the place of the sidecar's.</summary>
    public static void CopyHeaders(HttpResponseMessage answer, HttpResponse response) => CopyHeaders(HeadersOf(answer), response);

    /// <inheritdoc cref="CopyHeaders(HttpResponseMessage, HttpResponse)"/>
    public static void CopyHeaders(IHeaderDictionary headers, HttpResponse response)
    {
        if (headers.ContainsKey("traceparent"))
            response.Headers.Remove("tracestate");
        foreach (var (name, values) in headers)
        {
            if (name.Equals("baggage", StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(name, values);
            else
                response.Headers[name] = values;
        }
    }

    /// <summary>The headers of an answer that pass.</summary>
    public static HeaderDictionary HeadersOf(HttpResponseMessage answer)
    {
        var passing = new HeaderDictionary();
        var headers = answer.Headers.NonValidated;
        var nominated = headers.TryGetValues("Connection", out var connection) ? HeaderRules.NominatedBy(new StringValues([.. connection])) : [];
        foreach (var (name, values) in headers.Concat(answer.Content.Headers.NonValidated))
        {
            if (!HeaderRules.IsDropped(name, nominated))
                passing[HeaderRules.Forwarded(name)] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
        return passing;
    }
}
