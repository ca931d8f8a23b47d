using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Daprlet.Components.State;
using DaprShop.Testing;

namespace DaprShop.Tests.Users;

public sealed class RegistrationTests(UsersHost users) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task A_person_registers_and_sees_the_account_after_logging_in()
    {
        var registered = await users.RegisterAsync("Ada.Lovelace", email: "ada@example.org");
        var tokens = await Tokens.ReadAsync(await users.LogInAsync("ada.lovelace"));
        var me = await users.GetMeAsync(tokens.AccessToken);

        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Equal("/api/v1/users/me", registered.Headers.Location?.ToString());
        Assert.Equal(registered.Headers.ETag, me.Headers.ETag);
        var account = await me.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("Ada.Lovelace", (string?)account!["username"]);
        Assert.Equal("ada@example.org", (string?)account["email"]);
        Assert.Equal("customer", (string?)account["role"]);
        Assert.DoesNotContain(account, member => member.Key.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("username", "ab")]
    [InlineData("username", "a name")]
    [InlineData("username", "name\r\nX-Evil: 1")]
    [InlineData("username", "n\u00e4me")]
    [InlineData("username", "name/../admin")]
    [InlineData("username", "name||x")]
    [InlineData("username", "012345678901234567890123456789012")]
    [InlineData("username", null)]
    [InlineData("email", "")]
    [InlineData("email", "nobody")]
    [InlineData("email", "@example.org")]
    [InlineData("email", "a@b")]
    [InlineData("email", "a b@example.org")]
    [InlineData("email", "a@example..org")]
    [InlineData("email", "a@example.org\r\nBcc: x@example.org")]
    [InlineData("email", null)]
    [InlineData("email", "a@x.com;b@y.com")]
    [InlineData("email", "a@b.cc,x@y.zz")]
    [InlineData("email", "a@@b.cc")]
    [InlineData("email", "a@b@c.cc")]
    [InlineData("password", "1234567")]
    [InlineData("password", "PASSWORD")]
    [InlineData("password", "12345678")]
    [InlineData("password", "somebody")]
    [InlineData("password", "Somebody123")]
    [InlineData("password", "a@example.org")]
    [InlineData("password", null)]
    public async Task A_field_that_is_wrong_is_named_and_nothing_is_stored(string field, string? value)
    {
        var writes = 0;
        var store = new RedisLikeStateStore { BeforeWrite = _ => Count(ref writes) };
        await using var fresh = await UsersHost.StartAsync(store: store);
        await fresh.LogInAsAdministratorAsync();
        writes = 0;
        var body = new JsonObject { ["username"] = "somebody", ["email"] = "a@example.org", ["password"] = UsersHost.Password, [field] = value };

        var problem = await Problem.ReadAsync(await fresh.Client.PostAsJsonAsync("/api/v1/users", body), HttpStatusCode.BadRequest);

        Assert.Equal([field], problem.Errors.Keys);
        Assert.Equal(0, writes);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var problem = await Problem.ReadAsync(await users.RegisterAsync("x", "x", "x"), HttpStatusCode.BadRequest);

        Assert.Equal(["email", "password", "username"], problem.Errors.Keys.Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"username":"somebody1","email":"a@example.org","password":"12345678","role":"administrator"}""")]
    [InlineData("""{"username":["somebody1"],"email":"a@example.org","password":"12345678"}""")]
    [InlineData("""{"username":1e999,"email":"a@example.org","password":"12345678"}""")]
    public async Task A_body_of_another_form_is_refused(string body)
    {
        var response = await users.Client.PostAsync("/api/v1/users", new StringContent(body, Encoding.UTF8, "application/json"));

        await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        await users.RegisterAsync("Charles");

        Assert.Equal("username_taken", (await Problem.ReadAsync(await users.RegisterAsync("cHARLES"), HttpStatusCode.Conflict)).Code);
        Assert.Equal("username_taken", (await Problem.ReadAsync(await users.RegisterAsync("Admin"), HttpStatusCode.Conflict)).Code);
    }

    [Theory]
    [MemberData(nameof(UsersHost.Stores), MemberType = typeof(UsersHost))]
    public async Task Of_many_who_register_a_name_at_once_one_gets_it(string storeType)
    {
        await using var fresh = await UsersHost.StartAsync(storeType);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            (Number: number, (await fresh.RegisterAsync("grace", $"password-{number}")).StatusCode)));

        var winner = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(answers.Except([winner]), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        await Tokens.ReadAsync(await fresh.LogInAsync("grace", $"password-{winner.Number}"));
    }

    [Fact]
    public async Task A_registration_that_broke_off_after_the_name_was_taken_is_completed_by_the_next()
    {
        var broken = true;
        var store = new RedisLikeStateStore
        {
            BeforeWrite = write => broken && write.Key.Contains("user-", StringComparison.Ordinal)
                ? throw new StateStoreException("the server is gone")
                : null,
        };
        await using var fresh = await UsersHost.StartAsync(store: store);

        await Problem.ReadAsync(await fresh.RegisterAsync("alan"), HttpStatusCode.ServiceUnavailable);
        broken = false;

        Assert.Equal(HttpStatusCode.Created, (await fresh.RegisterAsync("alan")).StatusCode);
        await Tokens.ReadAsync(await fresh.LogInAsync("alan"));
    }

    [Fact]
    public async Task Without_its_sidecar_the_service_answers_503()
    {
        await using var fresh = await UsersHost.StartAsync();
        await fresh.Service.Sidecar.StopAsync();
        fresh.Service.Direct.DefaultRequestHeaders.Add("dapr-api-token", ServiceHost.AppApiToken);

        var response = await fresh.Service.Direct.PostAsJsonAsync(
            "/api/v1/users", new { username = "somebody", email = "a@example.org", password = UsersHost.Password });

        Assert.Equal("sidecar_unavailable", (await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable)).Code);
    }

    private static StateFault? Count(ref int writes)
    {
        Interlocked.Increment(ref writes);
        return null;
    }
}
