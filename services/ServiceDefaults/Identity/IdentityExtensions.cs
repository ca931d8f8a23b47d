using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>The authorization policies of the shop.</summary>
public static class Policies
{
    /// <summary>Anybody who is logged in.</summary>
    public const string User = "user";

    /// <summary>The administrator.</summary>
    public const string Administrator = "administrator";
}

/// <summary>Who calls, and who may.</summary>
public static class IdentityExtensions
{
    /// <summary>Opens a route to users who are logged in.</summary>
    public static TBuilder RequireUser<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(Policies.User);

    /// <summary>Opens a route to the administrator.</summary>
    public static TBuilder RequireAdministrator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(Policies.Administrator);

    /// <summary>The id of the user who calls.</summary>
    /// <exception cref="InvalidOperationException">The route does not require a user.</exception>
    public static Guid UserId(this ClaimsPrincipal user) =>
        Guid.Parse(user.FindFirstValue(ClaimNames.Subject) ?? throw new InvalidOperationException("The route does not require a user."));

    /// <summary>The name of the user who calls.</summary>
    /// <exception cref="InvalidOperationException">The route does not require a user.</exception>
    public static string UserName(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimNames.Name) ?? throw new InvalidOperationException("The route does not require a user.");

    internal static void AddIdentity(this IServiceCollection services)
    {
        services.TryAddSingleton<IVerificationKeys, RemoteVerificationKeys>();
        // Not AddAuthentication: it brings data protection along, which writes keys to disk that nothing here needs.
        services.AddWebEncoders();
        services.AddTransient<BearerHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = BearerHandler.SchemeName;
            options.AddScheme<BearerHandler>(BearerHandler.SchemeName, displayName: null);
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.User, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Policies.Administrator, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Administrator));
    }
}

internal static class ClaimNames
{
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Role = "role";
}
