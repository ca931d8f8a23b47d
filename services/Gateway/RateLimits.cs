using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.RateLimiting;

namespace DaprShop.Gateway;

/// <summary>
/// How much one client may ask; section <c>RateLimits</c> of the configuration. A client is an address, and behind one address
/// may be a whole office, so the defaults only stop floods; guessing one account's password is limited where accounts are.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests that may come at once.</summary>
    public int Burst { get; init; } = 5000;

    /// <summary>Requests a second, on and on.</summary>
    public int PerSecond { get; init; } = 2000;

    /// <summary>Registrations and logins that may come at once.</summary>
    public int CredentialsBurst { get; init; } = 1000;

    /// <summary>Registrations and logins a minute, on and on.</summary>
    public int CredentialsPerMinute { get; init; } = 600;
}

/// <summary>Limits by the client's address, which is all that is known before a login.</summary>
internal static class RateLimits
{
    /// <summary>The stricter limit, for what takes a password and costs a hash.</summary>
    public const string CredentialsPolicy = "credentials";

    private const int Ipv6SiteBytes = 8; // a /64 is one customer's, who can use all of its addresses

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        var limits = builder.Configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new();
        builder.Services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                Bucket(context, limits.Burst, limits.PerSecond, TimeSpan.FromSeconds(1)));
            options.AddPolicy(CredentialsPolicy, context =>
                Bucket(context, limits.CredentialsBurst, limits.CredentialsPerMinute, TimeSpan.FromMinutes(1)));
            options.OnRejected = RejectAsync;
        });
    }

    private static RateLimitPartition<string> Bucket(HttpContext context, int burst, int perPeriod, TimeSpan period) =>
        RateLimitPartition.GetTokenBucketLimiter(Client(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        });

    private static string Client(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6SiteBytes)),
        _ => address.ToString(),
    };

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter))
        {
            var seconds = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
            context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await Problems.Create(StatusCodes.Status429TooManyRequests, ErrorCodes.ForStatus(StatusCodes.Status429TooManyRequests),
            "Too many requests. Wait a while.").ExecuteAsync(context.HttpContext);
    }
}
