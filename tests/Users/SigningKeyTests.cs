using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DaprShop.Testing;
using DaprShop.Users.Keys;

namespace DaprShop.Tests.Users;

public sealed class SigningKeyTests
{
    [Fact]
    public async Task A_token_is_good_at_another_instance_and_after_a_restart()
    {
        var store = new RedisLikeStateStore();
        await using var other = await UsersHost.StartAsync(store: store);
        Tokens tokens;
        await using (var one = await UsersHost.StartAsync(store: store)) tokens = await one.RegisterAndLogInAsync("traveller");

        Assert.Equal(HttpStatusCode.OK, (await other.GetMeAsync(tokens.AccessToken)).StatusCode);
        await using var restarted = await UsersHost.StartAsync(store: store);
        Assert.Equal(HttpStatusCode.OK, (await restarted.GetMeAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task The_published_set_holds_public_keys_and_nothing_else()
    {
        await using var users = await UsersHost.StartAsync();

        var set = await users.Client.GetFromJsonAsync<JsonObject>("/internal/v1/jwks");

        var key = Assert.Single(set!["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.Select(member => member.Key).Order());
    }

    [Fact]
    public void A_stored_key_opens_with_the_key_that_sealed_it_and_with_no_other()
    {
        var keyEncryptionKey = RandomNumberGenerator.GetBytes(32);
        var key = SigningKey.Create(keyEncryptionKey, DateTimeOffset.UnixEpoch);

        using var pair = key.Open(keyEncryptionKey);

        Assert.Equal(key.PublicKey.Point.X, pair.ExportParameters(false).Q.X);
        Assert.ThrowsAny<CryptographicException>(() => key.Open(RandomNumberGenerator.GetBytes(32)));
        Assert.ThrowsAny<CryptographicException>(() => (key with { Id = "another" }).Open(keyEncryptionKey));
        Assert.ThrowsAny<CryptographicException>(() => (key with { SealedPrivateKey = key.SealedPrivateKey[..20] }).Open(keyEncryptionKey));
    }
}
