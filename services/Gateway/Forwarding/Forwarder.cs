using Dapr.Client;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DaprShop.Gateway.Forwarding;

/// <summary>Passes a request to a service through the sidecar, and its answer back; bodies stream both ways.</summary>
internal sealed partial class Forwarder(DaprClient dapr, SidecarClient sidecar, IOptions<ForwardingOptions> options, TimeProvider time, ILogger<Forwarder> logger)
{
    /// <summary>Forwards a request whose path has been found safe.</summary>
    /// <param name="context">The request.</param>
    /// <param name="appId">The service's app id.</param>
    public async Task ForwardAsync(HttpContext context, string appId)
    {
        if (context.Request.ContentLength > RequestLimits.MaxBodyBytes)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted); // ends with the refusal
            throw RequestLimits.BodyTooLarge();
        }

        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        using var request = ToRequest(context, appId);
        using var response = await SendAsync(context, appId, request, ending.Token);
        if (response is null) return;
        if (await SidecarErrors.ReadAsync(response, ending.Token) is { } error)
        {
            LogSidecarError(appId, (int)response.StatusCode, error.Reason);
            await AnswerAsync(context, error.Problem);
            return;
        }

        // Events go on as long as the service and its caller want, and each is passed on when it comes.
        if (IsEvents(response)) limit.CancelAfter(Timeout.InfiniteTimeSpan);
        await CopyAsync(response, context, ending.Token);
    }

    private HttpRequestMessage ToRequest(HttpContext context, string appId)
    {
        var path = SafePath.Encode(context.Request.Path) + context.Request.QueryString;
        var verb = new HttpMethod(HttpMethods.GetCanonicalizedValue(context.Request.Method)); // "get" is a match for GET here, not everywhere
        var request = dapr.CreateInvokeMethodRequest(verb, appId, path);
        if (HasBody(context))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        context.Request.Headers.CopyTo(request);
        if (context.Connection.RemoteIpAddress is { } address)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address.ToString());
        return request;
    }

    // What comes with a GET means nothing (RFC 9110, 9.3.1), and a service need not wait for it.
    private static bool HasBody(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <returns>The answer; null if there was none and the caller has been told.</returns>
    private async Task<HttpResponseMessage?> SendAsync(
        HttpContext context, string appId, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await sidecar.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (FindBodyError(exception) is { } bodyError)
        {
            throw new BadHttpRequestException(bodyError.Message, bodyError.StatusCode, exception);
        }
        catch (HttpRequestException exception)
        {
            LogUnreachable(appId, exception.Message);
            await AnswerAsync(context, SidecarErrors.Unavailable());
            return null;
        }
        catch (OperationCanceledException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (context.Request.IsBodyAwaited())
                throw new BadHttpRequestException("The body did not come in time.", StatusCodes.Status408RequestTimeout, exception);
            LogTimeout(appId, options.Value.Timeout);
            await AnswerAsync(context, SidecarErrors.TimedOut());
            return null;
        }
    }

    private static bool IsEvents(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        response.CopyTo(context.Response.Headers);
        if (IsEvents(response)) context.Response.Headers.Remove(HeaderNames.CacheControl); // the sidecar's, which lets caches keep them
        try
        {
            await response.Content.CopyToAsync(context.Response.Body, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The status has left already; only an end in the middle tells a caller who still listens that something is missing.
            if (!context.RequestAborted.IsCancellationRequested) context.Abort();
        }
    }

    private static Task AnswerAsync(HttpContext context, ProblemHttpResult problem)
    {
        context.Response.Headers.RetryAfter = SidecarErrors.RetryAfterSeconds;
        return problem.ExecuteAsync(context);
    }

    // The server's complaint about the caller's body comes back from the client that was sending it.
    private static BadHttpRequestException? FindBodyError(Exception? exception) => exception switch
    {
        null => null,
        BadHttpRequestException bad => bad,
        _ => FindBodyError(exception.InnerException),
    };

    [LoggerMessage(LogLevel.Warning, "{AppId} cannot be reached, the sidecar does not answer: {Reason}")]
    private partial void LogUnreachable(string appId, string reason);

    [LoggerMessage(LogLevel.Warning, "{AppId} did not answer within {Timeout}")]
    private partial void LogTimeout(string appId, TimeSpan timeout);

    [LoggerMessage(LogLevel.Warning, "{AppId} cannot be reached, the sidecar answered {Status}: {Reason}")]
    private partial void LogSidecarError(string appId, int status, string reason);
}
