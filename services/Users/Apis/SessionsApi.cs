using System.Globalization;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Requests;
using DaprShop.Users.Accounts;
using DaprShop.Users.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Users.Apis;

/// <summary>Logging in, staying so, and logging out.</summary>
internal static class SessionsApi
{
    public static void MapSessionsApi(this WebApplication app)
    {
        var sessions = app.MapGroup("/api/v1/users").WithTags("Sessions")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        sessions.MapPost("/login", LogInAsync).WithSummary("Log in").ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        sessions.MapPost("/refresh", RefreshAsync).WithSummary("Use up a refresh token for new tokens");
        sessions.MapPost("/logout", LogOutAsync).WithSummary("End a session");
    }

    internal static ProblemHttpResult TooManyTries(HttpResponse response)
    {
        response.Headers.RetryAfter = LoginLimiter.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Create(StatusCodes.Status429TooManyRequests, "too_many_login_attempts",
            "Too many tries to log in as this user. Wait a while.");
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> LogInAsync(
        LoginRequest login, SessionService sessions, AdministratorAccount administrator, LoginLimiter limiter, HttpRequest request,
        HttpResponse response, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(login.Username is not null, "username", "Is missing.");
        validation.Require(login.Password is not null, "password", "Is missing.");
        if (validation.Failed(out var problem)) return problem;
        // No account can have such a name or password, which is no secret, so this may answer sooner.
        if (!AccountRules.IsUsername(login.Username) || !AccountRules.IsPassword(login.Password)) return WrongLogin();

        if (login.Username!.Equals(AccountRules.AdministratorName, StringComparison.OrdinalIgnoreCase))
            await administrator.WaitUntilCheckedAsync(cancellationToken);
        var address = ClientAddress.Of(request);
        var (isMade, tokens) = await limiter.TryAsync(login.Username!, address,
            () => sessions.LogInAsync(login.Username!, login.Password!, ClientNetwork.Of(address), cancellationToken));
        if (!isMade) return TooManyTries(response);
        return tokens is null ? WrongLogin() : Ok(response, tokens);
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, SessionService sessions, HttpResponse response, CancellationToken cancellationToken)
    {
        if (RefreshToken.Parse(request.RefreshToken) is not { } token) return WrongToken();
        return await sessions.RefreshAsync(token, cancellationToken) is { } tokens ? Ok(response, tokens) : WrongToken();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LogOutAsync(
        RefreshRequest request, SessionService sessions, CancellationToken cancellationToken)
    {
        if (RefreshToken.Parse(request.RefreshToken) is not { } token) return WrongToken();
        return await sessions.LogOutAsync(token, cancellationToken) ? TypedResults.NoContent() : WrongToken();
    }

    private static Ok<TokenResponse> Ok(HttpResponse response, SessionTokens tokens)
    {
        response.Headers.CacheControl = "no-store"; // RFC 6749, 5.1
        return TypedResults.Ok(new TokenResponse(
            tokens.AccessToken, "Bearer", (int)SessionService.AccessTokenLifetime.TotalSeconds, tokens.RefreshToken.ToString()));
    }

    private static ProblemHttpResult WrongLogin() =>
        Problems.Create(StatusCodes.Status401Unauthorized, "invalid_credentials", "The user name or the password is wrong.");

    private static ProblemHttpResult WrongToken() =>
        Problems.Create(StatusCodes.Status401Unauthorized, "invalid_refresh_token",
            "The refresh token is not valid, was used before, or its session has ended. Log in again.");
}

/// <summary>Who logs in.</summary>
internal sealed record LoginRequest(string? Username, string? Password);

/// <summary>A refresh token, to be used up.</summary>
internal sealed record RefreshRequest(string? RefreshToken);

/// <summary>The tokens of a session.</summary>
/// <param name="AccessToken">Send it as <c>Authorization: Bearer</c>.</param>
/// <param name="TokenType"><c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds that the access token lasts.</param>
/// <param name="RefreshToken">Good for one refresh.</param>
internal sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);
