using System.Globalization;
using System.Threading.RateLimiting;
using DaprShop.Gateway.Documents;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;

namespace DaprShop.Gateway;

/// <summary>Limits by the client's address, which is all that is known before a login.</summary>
internal static class RateLimits
{
    /// <summary>The stricter limit, for what takes a password and costs a hash.</summary>
    public const string CredentialsPolicy = "credentials";

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("RateLimits");
        var limits = section.Get<RateLimitOptions>() ?? new();
        builder.Services.Configure<RateLimitOptions>(section);
        builder.Services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Any(context, limits));
            options.AddPolicy(CredentialsPolicy, context =>
                Bucket(context, limits.CredentialsBurst, limits.CredentialsPerMinute, TimeSpan.FromMinutes(1)));
            options.OnRejected = RejectAsync;
        });
    }

    /// <summary>429: a client asks too much.</summary>
    public static ProblemHttpResult TooMany() => Problems.Create(StatusCodes.Status429TooManyRequests,
        ErrorCodes.ForStatus(StatusCodes.Status429TooManyRequests), "Too many requests. Wait a while.");

    // Probes come from one address, perhaps that of everybody (behind a node's address translation), and must not fail by what others
    // ask. What they ask costs nothing. What comes with a token counts apart, so that customers feel no flood from their address.
    private static RateLimitPartition<string> Any(HttpContext context, RateLimitOptions limits) => context.Request.Path switch
    {
        var path when path == Health.Path || path == Health.ReadyPath => RateLimitPartition.GetNoLimiter("probes"),
        var path when DocumentsExtensions.Covers(path) => Bucket(
            context, limits.DocumentsBurst, limits.DocumentsPerSecond, TimeSpan.FromSeconds(1), prefix: "documents "),
        _ => Bucket(context, limits.Burst, limits.PerSecond, TimeSpan.FromSeconds(1), prefix: BearerToken.Of(context.Request) is null ? "" : "token "),
    };

    private static RateLimitPartition<string> Bucket(HttpContext context, int burst, int perPeriod, TimeSpan period, string prefix = "") =>
        RateLimitPartition.GetTokenBucketLimiter(prefix + ClientNetwork.Of(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        });

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter))
        {
            var seconds = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
            context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await TooMany().ExecuteAsync(context.HttpContext);
    }
}
