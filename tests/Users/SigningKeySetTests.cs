using DaprShop.ServiceDefaults.Identity;
using DaprShop.Users.Keys;
using DaprShop.Users.Sessions;

namespace DaprShop.Tests.Users;

/// <summary>Which key signs, which are published, and when that changes.</summary>
public sealed class SigningKeySetTests
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SigningKeySet First = new([Key("first", Start)]);

    [Fact]
    public void The_first_key_signs_at_once_and_goes_on_until_it_is_old()
    {
        Assert.Equal("first", First.SigningAt(Start).Id);
        Assert.Same(First, Rotate(First, Start + LongestAge - TimeSpan.FromTicks(1)));
        Assert.Equal(["first", "next"], Ids(Rotate(First, Start + LongestAge)));
    }

    [Fact]
    public void A_new_key_signs_when_every_service_has_read_it()
    {
        var set = Rotate(First, Start + LongestAge);

        Assert.Equal("first", set.SigningAt(Start + LongestAge + RemoteVerificationKeys.LongestAge).Id);
        Assert.Equal("next", set.SigningAt(Start + LongestAge + SigningKeySet.PublishedBeforeUse).Id);
        Assert.True(SigningKeySet.PublishedBeforeUse > RemoteVerificationKeys.LongestAge + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_key_is_published_until_the_tokens_that_it_has_signed_have_expired()
    {
        var added = Start + LongestAge;
        var set = Rotate(First, added);
        var lastToken = added + SigningKeySet.PublishedBeforeUse + SessionService.AccessTokenLifetime;

        Assert.Equal(["first", "next"], Ids(Rotate(set, lastToken)));
        Assert.Equal(["next"], Ids(Rotate(set, added + SigningKeySet.PublishedBeforeUse + SigningKeySet.PublishedAfterUse)));
    }

    [Fact]
    public void A_set_that_nobody_has_looked_at_for_years_gets_one_key_and_keeps_the_last()
    {
        var set = new SigningKeySet([Key("older", Start.AddDays(-30)), Key("first", Start)]);

        Assert.Equal(["first", "next"], Ids(Rotate(set, Start.AddYears(3))));
    }

    [Fact]
    public void A_rotation_is_due_when_it_would_change_something()
    {
        var rotated = Rotate(First, Start + LongestAge);
        foreach (var set in (SigningKeySet[])[First, rotated])
        {
            foreach (var age in Enumerable.Range(0, 40 * 24).Select(hours => TimeSpan.FromHours(hours)))
                Assert.Equal(!ReferenceEquals(set, Rotate(set, Start + age)), set.IsRotationDue(LongestAge, Start + age));
        }
    }

    private static SigningKeySet Rotate(SigningKeySet set, DateTimeOffset now) => set.Rotate(LongestAge, now, () => Key("next", now));

    private static IEnumerable<string> Ids(SigningKeySet set) => set.Keys.Select(key => key.Id);

    private static SigningKey Key(string id, DateTimeOffset createdAt) => new(id, "", "", [], createdAt);
}
