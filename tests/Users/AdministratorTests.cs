using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Users;

public sealed class AdministratorTests
{
    [Theory]
    [MemberData(nameof(UsersHost.Stores), MemberType = typeof(UsersHost))]
    public async Task The_administrator_is_there_with_the_password_of_the_secret(string storeType)
    {
        await using var users = await UsersHost.StartAsync(storeType);

        var tokens = await users.LogInAsAdministratorAsync();

        var me = await (await users.GetMeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(("admin", "administrator"), ((string?)me!["username"], (string?)me["role"]));
    }

    [Fact]
    public async Task A_changed_secret_is_the_password_after_a_restart_and_ends_the_sessions()
    {
        var store = new RedisLikeStateStore();
        Tokens before;
        await using (var users = await UsersHost.StartAsync(store: store)) before = await users.LogInAsAdministratorAsync();

        await using var restarted = await UsersHost.StartAsync(store: store, administratorPassword: "another secret");

        await restarted.LogInAsAdministratorAsync("another secret");
        await Problem.ReadAsync(await restarted.LogInAsync("admin", UsersHost.AdministratorPassword), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await restarted.RefreshAsync(before.RefreshToken), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_unchanged_secret_leaves_the_sessions_alone_after_a_restart()
    {
        var store = new RedisLikeStateStore();
        Tokens before;
        await using (var users = await UsersHost.StartAsync(store: store)) before = await users.LogInAsAdministratorAsync();

        await using var restarted = await UsersHost.StartAsync(store: store);
        await restarted.LogInAsAdministratorAsync();

        await Tokens.ReadAsync(await restarted.RefreshAsync(before.RefreshToken));
    }

    [Fact]
    public async Task The_administrators_password_is_changed_in_the_secret_only()
    {
        await using var users = await UsersHost.StartAsync();
        var tokens = await users.LogInAsAdministratorAsync();

        var refused = await users.PutMeAsync(tokens.AccessToken, "*", new
        {
            email = "admin@example.org",
            currentPassword = UsersHost.AdministratorPassword,
            newPassword = "another password",
        });

        Assert.Equal("password_managed", (await Problem.ReadAsync(refused, HttpStatusCode.Conflict)).Code);
    }
}
