using System.Security.Claims;
using System.Text.Encodings.Web;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>Authenticates a request by the access token in <c>Authorization: Bearer</c> (RFC 6750).</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IVerificationKeys keys, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } text) return AuthenticateResult.NoResult();
        var token = await Jwt.VerifyAsync(text, keys.FindAsync, time.GetUtcNow(), Context.RequestAborted);
        return token is null
            ? AuthenticateResult.Fail("The access token is not valid.")
            : AuthenticateResult.Success(new AuthenticationTicket(token.ToPrincipal(SchemeName), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var sent = BearerToken.Of(Request) is not null;
        Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        var problem = sent
            ? Problems.Create(StatusCodes.Status401Unauthorized, "invalid_token", "The access token is not valid or has expired.")
            : Problems.Create(StatusCodes.Status401Unauthorized, ErrorCodes.ForStatus(StatusCodes.Status401Unauthorized),
                "Log in first, and send the access token as a bearer token.");
        await problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Create(StatusCodes.Status403Forbidden, ErrorCodes.ForStatus(StatusCodes.Status403Forbidden),
            "This user may not do that.").ExecuteAsync(Context);
}

/// <summary>The bearer token of a request.</summary>
public static class BearerToken
{
    private const string Prefix = "Bearer ";

    /// <summary>The token of the one <c>Authorization: Bearer</c> header; null without it, or with several.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? value[Prefix.Length..]
            : null;
}

internal static class AccessTokenPrincipal
{
    public static ClaimsPrincipal ToPrincipal(this AccessToken token, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimNames.Subject, token.Subject.ToString()),
            new Claim(ClaimNames.Name, token.Name),
            new Claim(ClaimNames.Role, token.Role),
        ],
        scheme, ClaimNames.Name, ClaimNames.Role));
}
