using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>What is one e-mail address, and what may be several, or none, to a mail server.</summary>
public sealed class EmailAddressTests
{
    public static TheoryData<string> Addresses =>
    [
        "a@b.cc", "ada.lovelace@example.org", "ada+shop@mail.example.co.uk", "o'brien@example.org", "x_y-z=1@ex-ample.org", "1@2.museum",
        "j\u00fcrgen@b\u00fccher.example", "\u7528\u6237@\u4f8b\u5b50.\u4e2d\u56fd", $"{new string('l', 64)}@example.org", $"a@{new string('d', 63)}.org",
    ];

    public static TheoryData<string> Others =>
    [
        "", "nobody", "@example.org", "a@", "a@b", "a@.org", "a@org.", "a@b..cc", ".a@b.cc", "a.@b.cc", "a..b@c.cc", "a@-b.cc", "a@b-.cc", "a@127.0.0.1", "a@[127.0.0.1]",
        "a@x.com;b@y.com", "a@b.cc,x@y.zz", "a@x.com b@y.com", "a@@b.cc", "a@b@c.cc", "a@b.cc@", "a@b.cc;", ",a@b.cc", "a@b.cc\n", "a@b.cc\r\nBcc: x@y.zz", "a@b.cc\0", "a\t@b.cc", " a@b.cc", "a@b.cc ",
        "Ada <a@b.cc>", "<a@b.cc>", "a@b.cc>", "\"a\"@b.cc", "\"a@x.com,b\"@b.cc", "a(comment)@b.cc", "a\\@b.cc", "a:b@c.cc", "a[@b.cc", "@x.org:a@b.cc", "a%x.org@b.cc", "x.org!a@b.cc",
        "a\uff20b.cc", "a@x.com\uff1bb@y.com", "a@x.com\uff0cb@y.com", "a@b\u3002cc", "a@b\uff0ecc", "a\u037eb@c.cc", "a\u00a0b@c.cc", "a\u200bb@c.cc", "a\u202eb@c.cc", "a\u2028b@c.cc", "\uff41@b.cc", "\u212a@b.cc", "\u1d43@b.cc", "\ufb00@b.cc", "a@\uff42.cc", "\ud83d\ude00@b.cc", "a\ud800@b.cc",
        $"{new string('l', 65)}@example.org", $"{new string('\u00fc', 33)}@example.org", $"a@{new string('d', 64)}.org", $"{new string('l', 60)}@{string.Join('.', Enumerable.Repeat(new string('d', 48), 4))}",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public void One_address_is_one(string address)
    {
        Assert.True(EmailAddress.IsOne(address));
        Assert.True(EmailAddress.IsPublic(address));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_several_or_none_or_both_to_different_servers_is_not(string text) => Assert.False(EmailAddress.IsPublic(text));

    [Fact]
    public void The_longest_address_has_254_bytes()
    {
        var longest = $"{new string('l', 64)}@{string.Join('.', Enumerable.Repeat(new string('d', 46), 4))}.";
        Assert.True(EmailAddress.IsOne(longest + new string('d', 254 - longest.Length)));
        Assert.False(EmailAddress.IsOne(longest + new string('d', 255 - longest.Length)));
    }

    [Fact]
    public void A_host_of_the_own_network_is_an_address_but_no_public_one()
    {
        Assert.True(EmailAddress.IsOne("admin@localhost"));
        Assert.False(EmailAddress.IsPublic("admin@localhost"));
    }
}
