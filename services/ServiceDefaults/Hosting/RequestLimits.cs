using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Hosting;

/// <summary>The limits that hold for every request to every service.</summary>
public static class RequestLimits
{
    /// <summary>The largest request body, in bytes: 1 MiB.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    // What is read of a body that is refused; beyond it the connection closes, whatever becomes of the answer.
    private const int MaxDrainedBytes = 8 * MaxBodyBytes;

    /// <summary>The deepest nesting of a JSON body.</summary>
    public const int MaxJsonDepth = 16;

    /// <summary>What a body above <see cref="MaxBodyBytes"/> ends with: 413.</summary>
    public static BadHttpRequestException BodyTooLarge() => new("The body must not be larger than 1 MiB.", StatusCodes.Status413PayloadTooLarge);

    internal static void LimitRequests(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxDrainedBytes;
        });
}
