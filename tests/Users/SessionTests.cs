using System.Net;
using System.Net.Http.Json;
using DaprShop.Testing;
using DaprShop.Users.Accounts;
using DaprShop.Users.Sessions;

namespace DaprShop.Tests.Users;

public sealed class SessionTests(UsersHost users) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task A_login_answers_both_tokens_and_may_not_be_cached()
    {
        await users.RegisterAsync("login");

        var response = await users.LogInAsync("LogIn");

        var tokens = await Tokens.ReadAsync(response);
        Assert.Equal(("Bearer", 900), (tokens.TokenType, tokens.ExpiresIn));
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_get_the_same_answer_at_the_same_cost()
    {
        await users.RegisterAsync("known");

        var (wrong, wrongCost) = await TryAsync("known");
        var (unknown, unknownCost) = await TryAsync("unknown");

        Assert.Equal(wrong with { TraceId = "" }, unknown with { TraceId = "", Errors = wrong.Errors, Others = wrong.Others });
        Assert.Equal(1, wrongCost);
        Assert.Equal(1, unknownCost);
    }

    [Theory]
    [InlineData(null, "12345678", HttpStatusCode.BadRequest)]
    [InlineData("somebody", null, HttpStatusCode.BadRequest)]
    [InlineData("no such name!", "12345678", HttpStatusCode.Unauthorized)]
    [InlineData("somebody", "short", HttpStatusCode.Unauthorized)]
    public async Task A_login_that_cannot_be_right_is_refused(string? username, string? password, HttpStatusCode expected) =>
        await Problem.ReadAsync(await users.Client.PostAsJsonAsync("/api/v1/users/login", new { username, password }), expected);

    [Theory]
    [MemberData(nameof(UsersHost.Stores), MemberType = typeof(UsersHost))]
    public async Task A_refresh_token_works_once_and_its_reuse_ends_what_came_from_it(string storeType)
    {
        await using var fresh = await UsersHost.StartAsync(storeType);
        var first = await fresh.RegisterAndLogInAsync("rotate");
        var other = await Tokens.ReadAsync(await fresh.LogInAsync("rotate"));

        var second = await Tokens.ReadAsync(await fresh.RefreshAsync(first.RefreshToken));
        await Problem.ReadAsync(await fresh.RefreshAsync(first.RefreshToken), HttpStatusCode.Unauthorized);

        await Problem.ReadAsync(await fresh.RefreshAsync(second.RefreshToken), HttpStatusCode.Unauthorized);
        await Tokens.ReadAsync(await fresh.RefreshAsync(other.RefreshToken));
    }

    [Theory]
    [MemberData(nameof(UsersHost.Stores), MemberType = typeof(UsersHost))]
    public async Task Of_many_refreshes_of_one_token_at_once_not_two_succeed(string storeType)
    {
        await using var fresh = await UsersHost.StartAsync(storeType);
        var tokens = await fresh.RegisterAndLogInAsync("race");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fresh.RefreshAsync(tokens.RefreshToken)));

        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK) <= 1);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_refreshed_access_token_says_the_same()
    {
        var first = await users.RegisterAndLogInAsync("refreshed");

        var second = await Tokens.ReadAsync(await users.RefreshAsync(first.RefreshToken));

        Assert.Equal(
            await (await users.GetMeAsync(first.AccessToken)).Content.ReadAsStringAsync(),
            await (await users.GetMeAsync(second.AccessToken)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task After_logging_out_the_refresh_token_is_no_good()
    {
        var tokens = await users.RegisterAndLogInAsync("leaver");

        Assert.Equal(HttpStatusCode.NoContent, (await users.LogOutAsync(tokens.RefreshToken)).StatusCode);

        await Problem.ReadAsync(await users.RefreshAsync(tokens.RefreshToken), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await users.LogOutAsync(tokens.RefreshToken), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_text_that_is_no_refresh_token_gets_401(string? text)
    {
        await Problem.ReadAsync(await users.RefreshAsync(text), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await users.LogOutAsync(text), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_after_its_time_however_often_it_was_refreshed()
    {
        await using var fresh = await UsersHost.StartAsync();
        var tokens = await fresh.RegisterAndLogInAsync("patient");

        fresh.Time.Advance(Session.Lifetime - TimeSpan.FromMinutes(1));
        tokens = await Tokens.ReadAsync(await fresh.RefreshAsync(tokens.RefreshToken));
        fresh.Time.Advance(TimeSpan.FromMinutes(1));

        await Problem.ReadAsync(await fresh.RefreshAsync(tokens.RefreshToken), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_access_token_ends_after_fifteen_minutes()
    {
        await using var fresh = await UsersHost.StartAsync();
        var tokens = await fresh.RegisterAndLogInAsync("shortly");

        fresh.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await fresh.GetMeAsync(tokens.AccessToken)).StatusCode);
        fresh.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("invalid_token", (await Problem.ReadAsync(await fresh.GetMeAsync(tokens.AccessToken), HttpStatusCode.Unauthorized)).Code);
    }

    [Fact]
    public async Task The_oldest_session_ends_when_there_are_too_many()
    {
        var first = await users.RegisterAndLogInAsync("everywhere");
        var second = await Tokens.ReadAsync(await users.LogInAsync("everywhere"));
        for (var number = 2; number <= Account.MaxSessions; number++)
            await Tokens.ReadAsync(await users.LogInAsync("everywhere"));

        await Problem.ReadAsync(await users.RefreshAsync(first.RefreshToken), HttpStatusCode.Unauthorized);
        await Tokens.ReadAsync(await users.RefreshAsync(second.RefreshToken));
    }

    [Fact]
    public async Task After_too_many_tries_even_the_right_password_has_to_wait()
    {
        await using var fresh = await UsersHost.StartAsync();
        await fresh.RegisterAsync("target");
        for (var tries = 0; tries < LoginLimiter.MaxFromAddress; tries++)
            await Problem.ReadAsync(await fresh.LogInAsync("target", "a wrong password"), HttpStatusCode.Unauthorized);

        var response = await fresh.LogInAsync("target");
        await Problem.ReadAsync(response, HttpStatusCode.TooManyRequests);
        Assert.NotNull(response.Headers.RetryAfter);

        fresh.Time.Advance(LoginLimiter.Window);
        await Tokens.ReadAsync(await fresh.LogInAsync("target"));
    }

    private async Task<(Problem Problem, int Cost)> TryAsync(string username)
    {
        var before = users.Hasher.Verifications;
        var problem = await Problem.ReadAsync(await users.LogInAsync(username, "a wrong password"), HttpStatusCode.Unauthorized);
        return (problem, users.Hasher.Verifications - before);
    }
}
