using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Users;

public sealed class ContactTests(UsersHost users) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task Other_services_learn_how_a_user_is_reached_and_nothing_else()
    {
        var registered = await users.RegisterAsync("grace", email: "grace@example.org");
        var id = (Guid)(await registered.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;

        var contact = await users.Client.GetFromJsonAsync<JsonObject>($"/internal/v1/users/{id}/contact");

        Assert.Equal("""{"username":"grace","email":"grace@example.org"}""", contact!.ToJsonString());
    }

    [Fact]
    public async Task A_user_who_is_not_there_gets_404() => await Problem.ReadAsync(
        await users.Client.GetAsync($"/internal/v1/users/{Guid.NewGuid()}/contact"), HttpStatusCode.NotFound);

    [Fact]
    public async Task Nobody_learns_it_past_the_sidecar() => await Problem.ReadAsync(
        await users.Service.Direct.GetAsync($"/internal/v1/users/{Guid.NewGuid()}/contact"), HttpStatusCode.Unauthorized);
}
