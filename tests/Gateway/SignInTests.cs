using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Gateway;
using DaprShop.Testing;
using DaprShop.Users;

namespace DaprShop.Tests.Gateway;

/// <summary>The gateway and the real Users, each behind its sidecar.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task A_person_registers_logs_in_and_sees_the_account_through_the_gateway()
    {
        var network = new SidecarNetwork();
        await using var users = await StartUsersAsync(network);
        await using var gateway = await StartGatewayAsync(network);

        var registered = await gateway.Direct.PostAsJsonAsync(
            "/api/v1/users", new { username = "ada", email = "ada@example.org", password = "a good password" });
        var login = await gateway.Direct.PostAsJsonAsync("/api/v1/users/login", new { username = "ada", password = "a good password" });
        var tokens = await login.Content.ReadFromJsonAsync<JsonObject>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        request.Headers.Authorization = new("Bearer", (string?)tokens!["accessToken"]);
        var me = await gateway.Direct.SendAsync(request);

        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        Assert.Equal("ada", (string?)(await me.Content.ReadFromJsonAsync<JsonObject>())!["username"]);
    }

    [Fact]
    public async Task A_wrong_login_gets_the_services_own_problem()
    {
        var network = new SidecarNetwork();
        await using var users = await StartUsersAsync(network);
        await using var gateway = await StartGatewayAsync(network);

        var login = await gateway.Direct.PostAsJsonAsync("/api/v1/users/login", new { username = "nobody", password = "a good password" });

        Assert.Equal("invalid_credentials", (await Problem.ReadAsync(login, HttpStatusCode.Unauthorized)).Code);
    }

    [Fact]
    public async Task The_document_of_Users_shows_what_needs_a_login()
    {
        var network = new SidecarNetwork();
        await using var users = await StartUsersAsync(network);
        await using var gateway = await StartGatewayAsync(network);

        var document = await gateway.Direct.GetFromJsonAsync<JsonObject>("/openapi/users.json");

        var paths = document!["paths"]!.AsObject();
        Assert.DoesNotContain(paths, path => path.Key.StartsWith("/internal", StringComparison.Ordinal));
        Assert.NotNull(paths["/api/v1/users/me"]!["get"]!["security"]);
        Assert.Null(paths["/api/v1/users/login"]!["post"]!["security"]);
        Assert.All(paths.SelectMany(path => path.Value!.AsObject()), operation => Assert.NotNull(operation.Value!["summary"]));
    }

    private static Task<ServiceHost> StartGatewayAsync(SidecarNetwork network) =>
        ServiceHost.StartAsync<RateLimitOptions>(new ServiceHostOptions { AppId = "gateway", Network = network });

    private static Task<ServiceHost> StartUsersAsync(SidecarNetwork network) => ServiceHost.StartAsync<UsersOptions>(new ServiceHostOptions
    {
        AppId = "users",
        Network = network,
        Components = [DaprletHost.Component("users-state", "state.in-memory")],
        Secrets = new Dictionary<string, string>
        {
            ["admin-password"] = "correct horse battery staple",
            ["key-encryption-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        },
    });
}
