using System.Security.Cryptography;
using System.Text;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace DaprShop.ServiceDefaults.Hosting;

/// <summary>
/// Lets only the service's own sidecar in: where <c>APP_API_TOKEN</c> is configured, a request without that token in
/// <c>dapr-api-token</c> gets 401 (Dapr, "Authenticate requests from Dapr using token authentication").
/// </summary>
public sealed class AppTokenGate(RequestDelegate next, IConfiguration configuration)
{
    private readonly byte[]? _expected = AppTokenSettings.Token(configuration) is { } token ? Hash(token) : null;

    /// <summary>Passes the request on, or answers 401.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (_expected is null || context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null || HasToken(context.Request))
            return next(context);
        return Problems.Create(StatusCodes.Status401Unauthorized, ErrorCodes.AppTokenRequired,
            "This service answers its Dapr sidecar only.").ExecuteAsync(context);
    }

    private bool HasToken(HttpRequest request) =>
        request.Headers["dapr-api-token"] is [{ } token]
        && CryptographicOperations.FixedTimeEquals(Hash(token), _expected);

    // Hashes are of one length, so that the comparison tells nothing about the token's.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    internal sealed class OpenToAll;
}

/// <summary>Routes that the app token does not protect.</summary>
public static class AppTokenGateExtensions
{
    /// <summary>Opens a route to callers other than the sidecar.</summary>
    public static TBuilder AllowWithoutAppToken<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AppTokenGate.OpenToAll());
}

internal static class AppTokenSettings
{
    public static string? Token(IConfiguration configuration) =>
        configuration["APP_API_TOKEN"] is { Length: > 0 } token ? token : null;
}
