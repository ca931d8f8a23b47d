using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>
/// Server-sent events, which Dapr relays by rules of their own as soon as the caller accepts exactly <c>text/event-stream</c>: from another
/// app every success is a stream of events, from the own app and from endpoints the answer stays what it is.
/// </summary>
internal static class EventRelay
{
    private const string MediaType = "text/event-stream";

    /// <exception cref="InvocationException">The other app did not succeed, or sent no stream.</exception>
    public static async Task FromPeerAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken aborted)
    {
        if (!answer.IsSuccessStatusCode)
            throw InvocationException.InvokingAppChannel("no response received from stream");
        using var body = await answer.Content.ReadAsStreamAsync(aborted);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var count = await body.ReadAsync(buffer, aborted);
            if (count == 0)
                throw new InvocationException("EOF");
            ResponseRelay.CopyHeaders(answer, response);
            AsEvents(response);
            for (; count > 0; count = await body.ReadAsync(buffer, aborted))
                await response.Body.WriteAsync(buffer.AsMemory(0, count), aborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static Task FromAppAsync(HttpResponseMessage answer, InvocationCall call, HttpResponse response)
    {
        var status = (int)answer.StatusCode;
        if (status is < 200 or > 399)
            return ResponseRelay.CopyAsync(answer, call, response);
        return answer.IsSuccessStatusCode ? StreamAsync(answer, response, call.Aborted) : RedirectAsync(answer, response, call.Aborted);
    }

    /// <summary>A success keeps its headers, but its status becomes 200; without a body there is no trace context either.</summary>
    private static async Task StreamAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken aborted)
    {
        var hadBody = false;
        ResponseRelay.CopyHeaders(answer, response);
        using var body = await answer.Content.ReadAsStreamAsync(aborted);
        var buffer = new byte[1024];
        for (int count; (count = await body.ReadAsync(buffer, aborted)) > 0; hadBody = true)
            await response.Body.WriteAsync(buffer.AsMemory(0, count), aborted);
        if (!hadBody)
            response.Headers.Remove("traceparent");
    }

    private static Task RedirectAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken aborted)
    {
        response.StatusCode = (int)answer.StatusCode;
        ResponseRelay.CopyHeaders(answer, response);
        AsEvents(response);
        return answer.Content.CopyToAsync(response.Body, aborted);
    }

    private static void AsEvents(HttpResponse response)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-cache";
    }
}
