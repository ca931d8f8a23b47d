using System.Net;
using System.Net.Http.Json;
using DaprShop.Testing;

namespace DaprShop.Tests.Users;

/// <summary>More logins at once than passwords can be verified.</summary>
public sealed class LoginFloodTests
{
    // As many as run and may wait for one client.
    private static readonly int Places = 17 * Environment.ProcessorCount;

    [Fact]
    public async Task Logins_without_end_from_one_address_are_refused_at_once_and_keep_nobody_out()
    {
        await using var users = await UsersHost.StartAsync();
        await users.RegisterAndLogInAsync("honest");
        using var open = new ManualResetEventSlim();
        users.Hasher.BeforeVerification = () => open.Wait(TimeSpan.FromSeconds(60));

        var flood = Enumerable.Range(0, Places + 100).Select(number => users.LogInFromAsync("198.51.100.7", $"invented-{number}")).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(flood.Count(login => login.IsCompleted) == 100), "what has no place to be refused");
        foreach (var refused in flood.Where(login => login.IsCompleted))
        {
            Assert.Equal("too_many_logins", (await Problem.ReadAsync(await refused, HttpStatusCode.ServiceUnavailable)).Code);
            Assert.NotNull((await refused).Headers.RetryAfter);
        }

        var honest = users.LogInFromAsync("192.0.2.1", "honest");
        var registration = users.Client.PostAsJsonAsync("/api/v1/users", new { username = "newcomer", email = "new@example.org", password = "a good password" });
        Assert.False(honest.IsCompleted);
        open.Set();
        await Tokens.ReadAsync(await honest);
        Assert.Equal(HttpStatusCode.Created, (await registration).StatusCode);
        Assert.Equal(Places, (await Task.WhenAll(flood)).Count(login => login.StatusCode == HttpStatusCode.Unauthorized));
    }
}
