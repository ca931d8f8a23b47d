#nullable disable annotations
using Dapr;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Unwraps cloud events.</summary>
public static class DaprApplicationBuilderExtensions
{
    /// <summary>Gives topic handlers the data of a cloud event as their body. Call it before routing.</summary>
    public static IApplicationBuilder UseCloudEvents(this IApplicationBuilder builder) =>
        builder.UseCloudEvents(new CloudEventsMiddlewareOptions());

    /// <inheritdoc cref="UseCloudEvents(IApplicationBuilder)"/>
    public static IApplicationBuilder UseCloudEvents(this IApplicationBuilder builder, CloudEventsMiddlewareOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseMiddleware<CloudEventsMiddleware>(options);
    }
}
