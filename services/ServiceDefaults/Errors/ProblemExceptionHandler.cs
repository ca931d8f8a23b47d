using Dapr;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>Turns what no endpoint caught into a problem that names no internals.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.RequestAborted.IsCancellationRequested)
        {
            try
            {
                await AnswerAsync(httpContext, exception);
                return true;
            }
            catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
            {
                // Whoever waited for the answer has just gone.
            }
        }

        if (exception.IsTransient(CancellationToken.None))
            LogNobody(httpContext.Request.Method, httpContext.Request.Path, exception.Message);
        else
            LogFailure(exception, httpContext.Request.Method, httpContext.Request.Path);
        if (!httpContext.Response.HasStarted) httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return true;
    }

    private async Task AnswerAsync(HttpContext httpContext, Exception exception)
    {
        var problem = ToProblem(httpContext, exception);
        switch (problem.StatusCode)
        {
            case StatusCodes.Status503ServiceUnavailable:
                LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.Message, exception.GetBaseException().Message);
                httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
                break;
            case >= StatusCodes.Status500InternalServerError:
                LogFailure(exception, httpContext.Request.Method, httpContext.Request.Path);
                break;
        }

        await problem.ExecuteAsync(httpContext);
    }

    // The genuine SDK wraps gRPC's errors, ours HTTP's, and neither tells a dead sidecar from a dead backend behind it:
    // both pass by themselves, and the caller can do nothing but try again.
    private static ProblemHttpResult ToProblem(HttpContext httpContext, Exception exception) => exception switch
    {
        BadHttpRequestException bad => BadRequests.ToProblem(httpContext, bad),
        ServiceUnavailableException unavailable =>
            Problems.Create(StatusCodes.Status503ServiceUnavailable, unavailable.Code, unavailable.Message),
        DaprException or HttpRequestException => Problems.Create(StatusCodes.Status503ServiceUnavailable,
            ErrorCodes.SidecarUnavailable, "The service cannot reach its sidecar or what stands behind it. Try again."),
        _ => Problems.Create(StatusCodes.Status500InternalServerError, ErrorCodes.InternalError,
            "Something went wrong here. The trace id finds it in the logs."),
    };

    [LoggerMessage(LogLevel.Information, "{Method} {Path} has ended, as nobody waits for its answer any more: {Reason}")]
    private partial void LogNobody(string method, string path, string reason);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} cannot be answered now: {Reason} {Cause}")]
    private partial void LogUnavailable(string method, string path, string reason, string cause);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string path);
}
