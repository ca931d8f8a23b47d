using System.Net;
using DaprShop.Testing;
using DaprShop.Users.Keys;

namespace DaprShop.Tests.Users;

/// <summary>Signing keys get successors while instances run, under a lock.</summary>
public sealed class SigningKeyRotationTests
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(30);

    [Fact]
    public async Task Of_two_instances_one_makes_a_key_and_the_other_takes_it_over()
    {
        await using var one = await UsersHost.StartAsync();
        await using var other = await UsersHost.StartAsync(beside: one);
        var first = Assert.Single(await one.KeyIdsAsync());
        var writes = 0;
        BeforeRotation(one, () => Interlocked.Increment(ref writes));

        one.Time.Advance(LongestAge);

        await TookOverAsync(one, other);
        var keys = await one.KeyIdsAsync();
        Assert.Equal((2, first, 1), (keys.Count, keys[0], Volatile.Read(ref writes)));
        Assert.Equal(keys, await other.KeyIdsAsync());
    }

    [Fact]
    public async Task Two_instances_that_hold_the_lock_at_once_make_one_key_all_the_same()
    {
        await using var one = await UsersHost.StartAsync();
        await using var other = await UsersHost.StartAsync(beside: one);
        var first = Assert.Single(await one.KeyIdsAsync());
        one.Locks.LetsEverybodyIn = true;
        using var bothAreThere = new CountdownEvent(2);
        BeforeRotation(one, () =>
        {
            bothAreThere.Signal();
            Assert.True(bothAreThere.Wait(TimeSpan.FromMinutes(2)));
        });

        one.Time.Advance(LongestAge);

        await TookOverAsync(one, other);
        var keys = await one.KeyIdsAsync();
        Assert.Equal((2, first), (keys.Count, keys[0]));
        Assert.Equal(keys, await other.KeyIdsAsync());
    }

    [Fact]
    public async Task Nobody_who_is_logged_in_notices()
    {
        await using var one = await UsersHost.StartAsync();
        await using var other = await UsersHost.StartAsync(beside: one);
        UsersHost[] instances = [one, other];
        await one.RegisterAsync("ada");
        Assert.Single(await one.KeyIdsAsync());
        one.Time.Advance(LongestAge - TimeSpan.FromMinutes(1));
        var before = await LogInAsync(one);

        one.Time.Advance(TimeSpan.FromMinutes(1));
        await TookOverAsync(instances);
        var keys = await one.KeyIdsAsync();
        foreach (var instance in instances) Assert.Equal(keys[0], Tokens.KeyIdOf(await LogInAsync(instance)));
        await AreGoodAsync(instances, before);

        one.Time.Advance(SigningKeySet.PublishedBeforeUse - TimeSpan.FromMinutes(1));
        var last = await LogInAsync(other);
        one.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var instance in instances)
            await Eventually.TrueAsync(async () => Tokens.KeyIdOf(await LogInAsync(instance)) == keys[1], "the second key to sign");
        await AreGoodAsync(instances, last, await LogInAsync(one), await LogInAsync(other));

        one.Time.Advance(SigningKeySet.PublishedAfterUse);
        foreach (var instance in instances)
            await Eventually.TrueAsync(async () => (await instance.KeyIdsAsync()).SequenceEqual([keys[1]]), "the first key to be dropped");
    }

    [Fact]
    public async Task An_instance_that_dies_with_the_lock_holds_the_others_up_until_it_expires()
    {
        await using var users = await UsersHost.StartAsync();
        Assert.Single(await users.KeyIdsAsync());
        var expiry = TimeSpan.FromDays(60);
        Assert.True(await users.Locks.TryLockAsync("lock||users||signing-keys", "dead", expiry, CancellationToken.None));

        users.Time.Advance(LongestAge);
        await TriesAsync(users, times: 3);
        Assert.Single(await users.KeyIdsAsync());

        users.Time.Advance(expiry - LongestAge);
        await Eventually.TrueAsync(async () => (await users.KeyIdsAsync()).Count == 2, "a second key");
    }

    [Fact]
    public async Task The_lock_is_given_back()
    {
        await using var users = await UsersHost.StartAsync();
        Assert.Single(await users.KeyIdsAsync());

        users.Time.Advance(LongestAge);

        await Eventually.TrueAsync(
            async () => (await users.KeyIdsAsync()).Count == 2
                && await users.Locks.TryLockAsync("lock||users||signing-keys", "next", TimeSpan.FromSeconds(1), CancellationToken.None),
            "the lock to be free after a rotation");
    }

    [Fact]
    public async Task While_the_lock_store_is_away_nothing_rotates_and_nothing_breaks()
    {
        await using var users = await UsersHost.StartAsync();
        await users.RegisterAsync("ada");
        Assert.Single(await users.KeyIdsAsync());
        users.Locks.IsAway = true;

        users.Time.Advance(LongestAge);
        await TriesAsync(users, times: 3);

        Assert.Single(await users.KeyIdsAsync());
        await AreGoodAsync([users], await LogInAsync(users));
        users.Locks.IsAway = false;
        await Eventually.TrueAsync(async () => (await users.KeyIdsAsync()).Count == 2, "a second key");
    }

    [Fact]
    public async Task Without_a_lock_store_nothing_rotates_and_nothing_breaks()
    {
        await using var users = await UsersHost.StartAsync(hasLocks: false);
        await users.RegisterAsync("ada");
        Assert.Single(await users.KeyIdsAsync());
        var looks = 0;
        users.Store.BeforeRead = key => Interlocked.Add(ref looks, key.EndsWith("signing-keys", StringComparison.Ordinal) ? 1 : 0);

        users.Time.Advance(LongestAge);
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) > 3, "an instance that looks for what is due");

        Assert.Single(await users.KeyIdsAsync());
        await AreGoodAsync([users], await LogInAsync(users));
    }

    [Fact]
    public async Task A_set_that_an_operator_deletes_is_not_made_anew_by_those_who_run()
    {
        await using var users = await UsersHost.StartAsync();
        await users.RegisterAsync("ada");
        var first = Assert.Single(await users.KeyIdsAsync());
        await users.Service.Client.DeleteAsync("/v1.0/state/users-state/signing-keys");

        users.Time.Advance(LongestAge);
        await TriesAsync(users, times: 3);

        Assert.Equal(first, Assert.Single(await users.KeyIdsAsync()));
        await using var restarted = await UsersHost.StartAsync(beside: users);
        Assert.NotEqual(first, Assert.Single(await restarted.KeyIdsAsync()));
    }

    private static void BeforeRotation(UsersHost users, Action act) => users.Store.BeforeWrite = operation =>
    {
        if (operation.Key.EndsWith("signing-keys", StringComparison.Ordinal)) act();
        return null;
    };

    private static Task TookOverAsync(params IEnumerable<UsersHost> instances) => Eventually.TrueAsync(async () =>
    {
        foreach (var instance in instances)
        {
            if ((await instance.KeyIdsAsync()).Count == 1) return false;
        }

        return true;
    }, "a second key at every instance");

    private static Task TriesAsync(UsersHost users, int times)
    {
        var before = users.Locks.Attempts;
        return Eventually.TrueAsync(() => users.Locks.Attempts >= before + times, "tries to take the lock");
    }

    private static async Task<string> LogInAsync(UsersHost users) => (await Tokens.ReadAsync(await users.LogInAsync("ada"))).AccessToken;

    private static async Task AreGoodAsync(IEnumerable<UsersHost> instances, params IReadOnlyList<string> tokens)
    {
        foreach (var instance in instances)
        {
            foreach (var token in tokens) Assert.Equal(HttpStatusCode.OK, (await instance.GetMeAsync(token)).StatusCode);
        }
    }
}
