using DaprShop.Users.Sessions;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Users;

public sealed class RefreshTokenTests
{
    [Fact]
    public void A_token_comes_back_from_its_text() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<Guid>(), (user, session) =>
        {
            var token = RefreshToken.Create(user, session);
            return RefreshToken.Parse(token.ToString()) is { } parsed
                && parsed.UserId == user && parsed.SessionId == session && parsed.Hash == token.Hash;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_other_text_is_refused_without_an_exception() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<byte[]>(), (text, bytes) =>
            RefreshToken.Parse(text) is null
            && (bytes.Length == 64 || RefreshToken.Parse(Convert.ToBase64String(bytes)) is null)).QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_tokens_are_alike() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => RefreshToken.Create(Guid.Empty, Guid.Empty).Hash).Distinct().Count());
}
