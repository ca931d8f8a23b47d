#nullable disable annotations
using Microsoft.AspNetCore.Authentication;

namespace Dapr.AspNetCore;

/// <summary>Which token the sidecar must present to the app.</summary>
public class DaprAuthenticationOptions : AuthenticationSchemeOptions
{
    internal const string DefaultScheme = "Dapr";

    /// <summary>The token; <c>APP_API_TOKEN</c> of the environment if not said. Without one no request is authenticated.</summary>
    public string Token { get; set; } = DaprDefaults.GetDefaultAppApiToken(null);
}
