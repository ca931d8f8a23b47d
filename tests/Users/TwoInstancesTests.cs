using System.Net;
using Daprlet.Components.State;
using DaprShop.Users.Keys;

namespace DaprShop.Tests.Users;

/// <summary>Two instances of Users over one store sign with keys that both know, and publish, at any moment.</summary>
public sealed class TwoInstancesTests
{
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Two_that_find_no_key_at_the_same_moment_end_up_with_one()
    {
        using var race = new FirstKeyRace();
        var instances = await Task.WhenAll(UsersHost.StartAsync(store: race.Store), UsersHost.StartAsync(store: race.Store));
        await using var one = instances[0];
        await using var other = instances[1];
        var tokens = await Task.WhenAll(instances.Select(instance => instance.LogInAsAdministratorAsync()));

        var first = Assert.Single(await one.KeyIdsAsync());
        Assert.Equal(first, Assert.Single(await other.KeyIdsAsync()));
        Assert.All(tokens, token => Assert.Equal(first, Tokens.KeyIdOf(token.AccessToken)));
    }

    [Fact]
    public async Task A_token_is_good_at_an_instance_that_has_not_heard_of_its_key()
    {
        await using var one = await StartWithKeyAsync();
        await using var other = await StartWithAnotherKeyAsync(one);
        var token = await other.LogInAsAdministratorAsync();

        Assert.Equal(HttpStatusCode.OK, (await one.GetMeAsync(token.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task An_instance_publishes_a_key_that_another_made_a_moment_ago()
    {
        await using var one = await StartWithKeyAsync();
        await using var other = await StartWithAnotherKeyAsync(one);

        Assert.Equal(await other.KeyIdsAsync(), await one.KeyIdsAsync());
    }

    [Fact]
    public async Task An_instance_does_not_sign_with_a_key_that_is_stored_no_more()
    {
        await using var one = await StartWithKeyAsync();
        await using var other = await StartWithAnotherKeyAsync(one);
        one.Time.Advance(SigningKeys.LongestUnchecked);

        var token = await one.LogInAsAdministratorAsync();

        Assert.Equal(Assert.Single(await other.KeyIdsAsync()), Tokens.KeyIdOf(token.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await other.GetMeAsync(token.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task While_the_store_is_away_keys_that_are_known_verify_and_nothing_is_said_of_others()
    {
        await using var one = await StartWithKeyAsync();
        var known = await one.LogInAsAdministratorAsync();
        await using var other = await StartWithAnotherKeyAsync(one);
        var unknown = await other.LogInAsAdministratorAsync();
        one.Store.BeforeRead = key =>
        {
            if (FirstKeyRace.IsKeySet(key)) throw new StateStoreException("The store is away.");
        };

        Assert.Equal(HttpStatusCode.OK, (await one.GetMeAsync(known.AccessToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await one.GetMeAsync(unknown.AccessToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await one.Client.GetAsync("/internal/v1/jwks")).StatusCode);
    }

    /// <summary>An instance that has a key, and does not look at the stored ones by itself while a test lasts.</summary>
    private static async Task<UsersHost> StartWithKeyAsync()
    {
        var one = await UsersHost.StartAsync(signingKeyInterval: Seldom);
        await one.LogInAsAdministratorAsync();
        return one;
    }

    /// <summary>An instance beside it that has made another key, as after an operator's deletion.</summary>
    private static async Task<UsersHost> StartWithAnotherKeyAsync(UsersHost one)
    {
        await one.Service.Client.DeleteAsync("/v1.0/state/users-state/signing-keys");
        var other = await UsersHost.StartAsync(beside: one, signingKeyInterval: Seldom);
        await other.LogInAsAdministratorAsync();
        return other;
    }
}
