using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dapr.AspNetCore;

/// <summary>Recognises the sidecar by the token in its requests.</summary>
internal sealed class DaprAuthenticationHandler(IOptionsMonitor<DaprAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<DaprAuthenticationOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (!Request.Headers.TryGetValue(ApiToken.Header, out var token))
            return AuthenticateResult.NoResult();
        if (string.IsNullOrWhiteSpace(Options.Token))
            return AuthenticateResult.Fail("App API Token not configured.");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.ToString()), Encoding.UTF8.GetBytes(Options.Token)))
            return AuthenticateResult.Fail("Not authenticated.");

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "Dapr")], DaprAuthenticationOptions.DefaultScheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), DaprAuthenticationOptions.DefaultScheme));
    }
}
