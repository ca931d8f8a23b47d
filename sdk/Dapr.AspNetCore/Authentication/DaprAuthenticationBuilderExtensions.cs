#nullable disable annotations
using Dapr.AspNetCore;

namespace Microsoft.AspNetCore.Authentication;

/// <summary>Authentication of the sidecar.</summary>
public static class DaprAuthenticationBuilderExtensions
{
    /// <summary>Adds the scheme <c>Dapr</c>, with the token of the environment.</summary>
    public static AuthenticationBuilder AddDapr(this AuthenticationBuilder builder) => builder.AddDapr(configureOptions: null);

    /// <summary>Adds the scheme <c>Dapr</c>.</summary>
    public static AuthenticationBuilder AddDapr(this AuthenticationBuilder builder, Action<DaprAuthenticationOptions> configureOptions) =>
        builder.AddScheme<DaprAuthenticationOptions, DaprAuthenticationHandler>(DaprAuthenticationOptions.DefaultScheme, configureOptions);
}
