#nullable disable annotations
using Dapr.AspNetCore;

namespace Microsoft.AspNetCore.Authorization;

/// <summary>Authorization of the sidecar.</summary>
public static class DaprAuthorizationOptionsExtensions
{
    /// <summary>Adds a policy that only the sidecar fulfils; the scheme <c>Dapr</c> must be there.</summary>
    public static void AddDapr(this AuthorizationOptions options, string name = "Dapr") =>
        options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes(DaprAuthenticationOptions.DefaultScheme));
}
