using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace DaprShop.ServiceDefaults.Hosting;

/// <summary>The limits that hold for every request to every service.</summary>
public static class RequestLimits
{
    /// <summary>The largest request body, in bytes: 1 MiB.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>The deepest nesting of a JSON body.</summary>
    public const int MaxJsonDepth = 16;

    internal static void LimitRequests(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
}
