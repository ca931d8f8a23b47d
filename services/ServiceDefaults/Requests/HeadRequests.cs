using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>
/// Answers HEAD as GET is answered, with the same headers and without the body (RFC 9110, 9.3.2). It must stand before routing.
/// </summary>
public sealed class HeadRequests(RequestDelegate next)
{
    /// <summary>Passes the request on, as a GET if it is a HEAD.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        var (answer, aborted) = (context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), context.RequestAborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var body = new CountedBytes(EndEventsAsync);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body, answer));
        context.RequestAborted = ending.Token;
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None); // to the counter, which is always there
            if (body.Length > 0 && !context.Response.HasStarted && !IsEvents(context.Response)) context.Response.ContentLength ??= body.Length;
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.RequestAborted = aborted;
            context.Features.Set(answer);
        }

        // They go on for as long as their client listens, and their headers are all there is to say of them.
        async Task EndEventsAsync()
        {
            if (!IsEvents(context.Response)) return;
            await answer.StartAsync(aborted);
            await ending.CancelAsync();
        }
    }

    private static bool IsEvents(HttpResponse response) =>
        response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
}
