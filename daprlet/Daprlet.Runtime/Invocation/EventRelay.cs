using System.Buffers;

namespace Daprlet.Invocation;

/// <summary>
/// Server-sent events, which Dapr relays by rules of their own as soon as the caller accepts exactly <c>text/event-stream</c>: from another
/// app every success is a stream of events, from the own app and from endpoints the answer stays what it is.
/// </summary>
internal static class EventRelay
{
    private const string MediaType = "text/event-stream";

    /// <exception cref="InvocationException">The other app did not succeed, or sent no stream.</exception>
    public static async Task FromPeerAsync(HttpResponseMessage answer, InvocationCall call)
    {
        if (!answer.IsSuccessStatusCode)
            throw InvocationException.InvokingAppChannel("no response received from stream");
        using var body = await answer.Content.ReadAsStreamAsync(call.Aborted);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var count = await body.ReadAsync(buffer, call.Aborted);
            if (count == 0)
                throw new InvocationException("EOF");
            ResponseRelay.CopyHeaders(answer, call.Response);
            AsEvents(call);
            for (; count > 0; count = await body.ReadAsync(buffer, call.Aborted))
                await call.Response.Body.WriteAsync(buffer.AsMemory(0, count), call.Aborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static Task FromAppAsync(HttpResponseMessage answer, InvocationCall call)
    {
        var status = (int)answer.StatusCode;
        if (status is < 200 or > 399)
            return ResponseRelay.CopyAsync(answer, call);
        return answer.IsSuccessStatusCode ? StreamAsync(answer, call) : RedirectAsync(answer, call);
    }

    /// <summary>A success keeps its headers, but its status becomes 200; without a body there is no trace context either.</summary>
    private static async Task StreamAsync(HttpResponseMessage answer, InvocationCall call)
    {
        var hadBody = false;
        ResponseRelay.CopyHeaders(answer, call.Response);
        using var body = await answer.Content.ReadAsStreamAsync(call.Aborted);
        var buffer = new byte[1024];
        for (int count; (count = await body.ReadAsync(buffer, call.Aborted)) > 0; hadBody = true)
            await call.Response.Body.WriteAsync(buffer.AsMemory(0, count), call.Aborted);
        if (!hadBody)
            call.Response.Headers.Remove("traceparent");
    }

    private static Task RedirectAsync(HttpResponseMessage answer, InvocationCall call)
    {
        call.Response.StatusCode = (int)answer.StatusCode;
        ResponseRelay.CopyHeaders(answer, call.Response);
        AsEvents(call);
        return answer.Content.CopyToAsync(call.Response.Body, call.Aborted);
    }

    private static void AsEvents(InvocationCall call)
    {
        call.Response.ContentType = MediaType;
        call.Response.Headers.CacheControl = "no-cache";
    }
}
