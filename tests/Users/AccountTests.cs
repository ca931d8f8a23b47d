using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;
using DaprShop.Users.Sessions;

namespace DaprShop.Tests.Users;

public sealed class AccountTests(UsersHost users) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task An_account_that_the_caller_has_gets_304()
    {
        var tokens = await users.RegisterAndLogInAsync("reader");
        var tag = (await users.GetMeAsync(tokens.AccessToken)).Headers.ETag!.ToString();

        var again = await users.GetMeAsync(tokens.AccessToken, ifNoneMatch: tag);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task An_address_changes_and_a_stale_change_is_refused()
    {
        var tokens = await users.RegisterAndLogInAsync("mover");
        var tag = (await users.GetMeAsync(tokens.AccessToken)).Headers.ETag!.ToString();

        var changed = await users.PutMeAsync(tokens.AccessToken, tag, new { email = "new@example.org", currentPassword = UsersHost.Password });
        var stale = await users.PutMeAsync(tokens.AccessToken, tag, new { email = "newer@example.org", currentPassword = UsersHost.Password });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag!.ToString());
        await Problem.ReadAsync(stale, HttpStatusCode.PreconditionFailed);
        var me = await (await users.GetMeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("new@example.org", (string?)me!["email"]);
    }

    [Theory]
    [MemberData(nameof(UsersHost.Stores), MemberType = typeof(UsersHost))]
    public async Task Of_many_changes_of_one_version_one_succeeds(string storeType)
    {
        await using var fresh = await UsersHost.StartAsync(storeType);
        var tokens = await fresh.RegisterAndLogInAsync("contended");
        var tag = (await fresh.GetMeAsync(tokens.AccessToken)).Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            fresh.PutMeAsync(tokens.AccessToken, tag, new { email = $"{number}@example.org", currentPassword = UsersHost.Password })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_change_without_If_Match_gets_428()
    {
        var tokens = await users.RegisterAndLogInAsync("hasty");

        await Problem.ReadAsync(
            await users.PutMeAsync(tokens.AccessToken, null, new { email = "new@example.org" }), HttpStatusCode.PreconditionRequired);
    }

    [Fact]
    public async Task Another_password_ends_the_sessions_and_the_old_one_is_no_good()
    {
        var tokens = await users.RegisterAndLogInAsync("careful");

        var changed = await users.PutMeAsync(tokens.AccessToken, "*", new
        {
            email = "someone@example.org",
            currentPassword = UsersHost.Password,
            newPassword = "another password",
        });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await Problem.ReadAsync(await users.RefreshAsync(tokens.RefreshToken), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await users.LogInAsync("careful"), HttpStatusCode.Unauthorized);
        await Tokens.ReadAsync(await users.LogInAsync("careful", "another password"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a wrong password")]
    public async Task Another_password_needs_the_one_before(string? currentPassword)
    {
        var tokens = await users.RegisterAndLogInAsync($"forgetful{currentPassword?.Length}");

        var refused = await users.PutMeAsync(tokens.AccessToken, "*", new { email = "a@example.org", currentPassword, newPassword = "another password" });

        Assert.Equal(["currentPassword"], (await Problem.ReadAsync(refused, HttpStatusCode.BadRequest)).Errors.Keys);
        await Tokens.ReadAsync(await users.RefreshAsync(tokens.RefreshToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a wrong password")]
    public async Task Another_address_needs_the_password(string? currentPassword)
    {
        var tokens = await users.RegisterAndLogInAsync($"moving{currentPassword?.Length}");

        var refused = await users.PutMeAsync(tokens.AccessToken, "*", new { email = "elsewhere@example.org", currentPassword });
        Assert.Equal(["currentPassword"], (await Problem.ReadAsync(refused, HttpStatusCode.BadRequest)).Errors.Keys);
        Assert.Equal(HttpStatusCode.OK, (await users.PutMeAsync(tokens.AccessToken, "*", new { email = "someone@example.org" })).StatusCode);
    }

    [Fact]
    public async Task The_former_address_can_be_told_of_a_change_and_the_event_holds_no_address()
    {
        var tokens = await users.RegisterAndLogInAsync("relocated");
        var id = (Guid)(await (await users.GetMeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        await users.PutMeAsync(tokens.AccessToken, "*", new { email = "someone@example.org" });
        Assert.Empty(users.Events.EventsOf(id));

        Assert.Equal(HttpStatusCode.OK, (await users.PutMeAsync(tokens.AccessToken, "*", new { email = "new@example.org", currentPassword = UsersHost.Password })).StatusCode);
        var (change, type) = Assert.Single(users.Events.EventsOf(id));
        Assert.Equal("shop.user.email-changed.v1", type);
        Assert.Equal("someone@example.org", await ContactAsync(users, id, $"?change={change}"));
        Assert.Equal("new@example.org", await ContactAsync(users, id, ""));
        await Problem.ReadAsync(await users.Client.GetAsync($"/internal/v1/users/{id}/contact?change={Guid.NewGuid()}"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_address_that_nobody_can_be_told_of_stays()
    {
        await using var fresh = await UsersHost.StartAsync();
        var tokens = await fresh.RegisterAndLogInAsync("waiting");
        var id = (Guid)(await (await fresh.GetMeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        fresh.Events.IsAway = true;
        await Problem.ReadAsync(
            await fresh.PutMeAsync(tokens.AccessToken, "*", new { email = "new@example.org", currentPassword = UsersHost.Password }), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("someone@example.org", await ContactAsync(fresh, id, ""));
    }

    [Fact]
    public async Task Of_two_changes_at_once_that_both_take_any_version_one_is_refused_and_the_other_told()
    {
        await using var fresh = await UsersHost.StartAsync();
        var tokens = await fresh.RegisterAndLogInAsync("hasty");
        var id = (Guid)(await (await fresh.GetMeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        using var held = new HeldWrite(fresh.Store, $"user-{id}");

        // The first keeps the address that it read. If it went through, it would bring that back after the second took it away, and nobody would be told.
        var first = fresh.PutMeAsync(tokens.AccessToken, "*", new { email = "someone@example.org" });
        await held.ReachedAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(
            HttpStatusCode.OK,
            (await fresh.PutMeAsync(tokens.AccessToken, "*", new { email = "new@example.org", currentPassword = UsersHost.Password })).StatusCode);
        held.LetGo();

        await Problem.ReadAsync(await first, HttpStatusCode.PreconditionFailed);
        Assert.Equal("new@example.org", await ContactAsync(fresh, id, ""));
        Assert.Single(fresh.Events.EventsOf(id));
    }

    private static async Task<string?> ContactAsync(UsersHost users, Guid id, string query) =>
        (string?)(await users.Client.GetFromJsonAsync<JsonObject>($"/internal/v1/users/{id}/contact{query}"))!["email"];

    [Fact]
    public async Task Who_guesses_the_password_at_an_account_is_slowed_down_there_too()
    {
        var tokens = await users.RegisterAndLogInAsync("guessed");
        for (var i = 0; i < LoginLimiter.MaxFromKnownAddress; i++)
        {
            var wrong = await users.PutMeAsync(tokens.AccessToken, "*", new { email = "elsewhere@example.org", currentPassword = $"a wrong password {i}" });
            await Problem.ReadAsync(wrong, HttpStatusCode.BadRequest);
        }

        var slowed = await users.PutMeAsync(tokens.AccessToken, "*", new { email = "elsewhere@example.org", currentPassword = UsersHost.Password });
        Assert.NotNull((await Problem.ReadAsync(slowed, HttpStatusCode.TooManyRequests)).Code);
        Assert.NotNull(slowed.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_new_password_that_is_easily_guessed_is_refused()
    {
        var tokens = await users.RegisterAndLogInAsync("predictable");
        foreach (var newPassword in (string[])["Password123", "predictable", "Predictable1", "someone@example.org"])
        {
            var refused = await users.PutMeAsync(tokens.AccessToken, "*", new { email = "someone@example.org", currentPassword = UsersHost.Password, newPassword });
            Assert.Equal(["newPassword"], (await Problem.ReadAsync(refused, HttpStatusCode.BadRequest)).Errors.Keys);
        }
    }

    [Fact]
    public async Task Only_the_own_sidecar_is_answered()
    {
        var response = await users.Service.Direct.GetAsync("/internal/v1/jwks");

        Assert.Equal("app_token_required", (await Problem.ReadAsync(response, HttpStatusCode.Unauthorized)).Code);
    }
}
