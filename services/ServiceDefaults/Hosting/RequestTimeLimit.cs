using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class RequestTimeLimit
{
    // Below the gateway's own limit, so that the service's answer is the one that arrives.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    /// <summary>Ends requests that take too long: the SDK's calls of building blocks have no time limit of their own.</summary>
    public static void AddRequestTimeLimit(this IServiceCollection services) =>
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Limit,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => Problems.Create(StatusCodes.Status504GatewayTimeout,
                ErrorCodes.ForStatus(StatusCodes.Status504GatewayTimeout),
                "This took too long. What was asked may have been done all the same.").ExecuteAsync(context),
        });
}
