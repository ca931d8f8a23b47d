using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class RequestTimeLimit
{
    // Below the gateway's own limit, so that the service's answer is the one that arrives.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Ends requests that take too long: the SDK's calls of building blocks have no time limit of their own. The setting
    /// <c>RequestTimeLimit</c> (<c>hh:mm:ss</c>) takes the place of 25 seconds.
    /// </summary>
    public static void AddRequestTimeLimit(this WebApplicationBuilder builder) =>
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = builder.Configuration.GetValue<TimeSpan?>("RequestTimeLimit") ?? Limit,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = AnswerAsync,
        });

    private static Task AnswerAsync(HttpContext context)
    {
        if (context.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
        {
            context.Abort(); // an answer was interrupted that cannot be taken back, and another behind it would make nonsense of both
            return Task.CompletedTask;
        }

        context.RequestAborted = CancellationToken.None; // it is cancelled by the limit still, and would interrupt this answer too
        var problem = context.Request.IsBodyAwaited()
            ? BadRequests.BodyTooSlow()
            : Problems.Create(StatusCodes.Status504GatewayTimeout, ErrorCodes.ForStatus(StatusCodes.Status504GatewayTimeout),
                "This took too long. What was asked may have been done all the same.");
        return problem.ExecuteAsync(context);
    }
}
