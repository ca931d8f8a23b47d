using System.Threading.RateLimiting;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace DaprShop.Gateway.Forwarding;

/// <summary>
/// Lets requests of people who are not logged in take turns at a service, so that however many there are, it keeps time for customers
/// and for its health checks. A login takes no turn: what its password costs, Users bounds itself.
/// </summary>
internal sealed class AnonymousTurns(IOptions<RateLimitOptions> options) : IDisposable
{
    private readonly Dictionary<string, ConcurrencyLimiter> _services = ForwardedRoutes.All.ToDictionary(route => route.AppId, _ => Limiter(
        options.Value.AnonymousAtOnce, options.Value.AnonymousWaiting));

    private readonly PartitionedRateLimiter<HttpContext> _clients = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.Get(ClientNetwork.Of(context.Connection.RemoteIpAddress), _ => Limiter(options.Value.AnonymousPerClient, waiting: 0)));

    /// <summary>Forwards a request when its turn has come; 429 to a client that has too many under way, 503 when too many wait.</summary>
    public async Task ForwardAsync(HttpContext context, Forwarder forwarder, string appId)
    {
        using var share = _clients.AttemptAcquire(context);
        if (!share.IsAcquired)
        {
            await RefuseAsync(context, RateLimits.TooMany());
            return;
        }

        using var turn = await _services[appId].AcquireAsync(permitCount: 1, context.RequestAborted);
        if (turn.IsAcquired) await forwarder.ForwardAsync(context, appId);
        else await RefuseAsync(context, SidecarErrors.Unavailable());
    }

    public void Dispose()
    {
        _clients.Dispose();
        foreach (var service in _services.Values) service.Dispose();
    }

    private static ConcurrencyLimiter Limiter(int atOnce, int waiting) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private static Task RefuseAsync(HttpContext context, ProblemHttpResult problem)
    {
        context.Response.Headers.RetryAfter = SidecarErrors.RetryAfterSeconds;
        return problem.ExecuteAsync(context);
    }
}
