using DaprShop.ServiceDefaults.Identity;
using DaprShop.Users.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Users.Apis;

/// <summary>The public keys of the shop's tokens, for the other services.</summary>
internal static class KeysApi
{
    public static void MapKeysApi(this WebApplication app) =>
        app.MapGet(JsonWebKeySet.Path, GetAsync).ExcludeFromDescription();

    private static async Task<Ok<JsonWebKeySet>> GetAsync(SigningKeys keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new JsonWebKeySet([.. (await keys.GetPublicAsync(cancellationToken)).Select(JsonWebKey.From)]));
}
