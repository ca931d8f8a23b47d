using System.Net;
using Dapr.Client;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Users;

/// <summary>Two instances of Users start on an empty store, find no key at the same moment, and somebody logs in before anything has settled.</summary>
public sealed class FirstStartTests
{
    private const int Starts = 50;

    // So short that a verifier has just read the keys of the start before; so long that reads come back into its allowance.
    private static readonly TimeSpan BetweenStarts = 2 * UnknownKeys.Interval;

    [Fact]
    public async Task No_token_is_ever_refused()
    {
        var network = new SidecarNetwork();
        var time = new VirtualTime();
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "gateway", Network = network });
        using var dapr = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{sidecar.HttpPort}").Build();
        // One that has read the keys of the start before a moment ago, and one that starts with Users.
        using var seasoned = new RemoteVerificationKeys(dapr, time, NullLogger<RemoteVerificationKeys>.Instance);

        for (var start = 0; start < Starts; start++)
        {
            using var fresh = new RemoteVerificationKeys(dapr, time, NullLogger<RemoteVerificationKeys>.Instance);
            await StartAndLogInAsync(network, seasoned, fresh);
            time.Advance(BetweenStarts);
        }
    }

    private static async Task StartAndLogInAsync(SidecarNetwork network, params RemoteVerificationKeys[] verifiers)
    {
        using var race = new FirstKeyRace();
        var logins = await Task.WhenAll(LogInAsync(), LogInAsync());
        await using var one = logins[0].Users;
        await using var other = logins[1].Users;

        await Task.WhenAll(logins.SelectMany(login => (Task[])[IsGoodAtAsync(one, login.Token), IsGoodAtAsync(other, login.Token)]));

        async Task<(UsersHost Users, string Token)> LogInAsync()
        {
            var users = await UsersHost.StartAsync(store: race.Store, network: network);
            var token = (await users.LogInAsAdministratorAsync()).AccessToken;
            await Task.WhenAll(verifiers.Select(verifier => IsGoodAtAsync(verifier, users, token)));
            return (users, token);
        }
    }

    private static async Task IsGoodAtAsync(RemoteVerificationKeys verifier, UsersHost users, string token) =>
        Assert.NotNull(await Jwt.VerifyAsync(token, verifier.FindAsync, users.Time.GetUtcNow()));

    private static async Task IsGoodAtAsync(UsersHost users, string token) =>
        Assert.Equal(HttpStatusCode.OK, (await users.GetMeAsync(token)).StatusCode);
}
