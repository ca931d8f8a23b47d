using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Timers belong to the sidecar on which their actor is placed.</summary>
public sealed class TimerOwnerTests : IAsyncLifetime
{
    private const int Actors = 40;

    private readonly SidecarOptions _options = new() { AppId = "host", Network = new SidecarNetwork(), MetricsPort = 0 };
    private HostingApp _one = null!;

    public async ValueTask InitializeAsync() => _one = await StartAsync();

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Fact]
    public async Task Timers_end_when_their_actor_moves_and_the_new_owner_has_none()
    {
        for (var id = 0; id < Actors; id++)
            Assert.Equal(HttpStatusCode.NoContent, await RegisterAsync(_one, id));

        await using var two = await StartAsync();
        await HostingApp.UntilSharedAsync(_one.Sidecar, Actors);
        var moved = new List<int>();
        for (var id = 0; id < Actors; id++)
        {
            if (await ErrorAsync(_one, id) == "ERR_ACTOR_TIMER_NOT_OWNED")
                moved.Add(id);
            else
                Assert.Equal("ERR_ACTOR_TIMER_NOT_OWNED", await ErrorAsync(two, id));
        }

        Assert.InRange(moved.Count, 1, Actors - 1);
        foreach (var id in moved)
            Assert.Equal("ERR_ACTOR_TIMER_NOT_FOUND", await ErrorAsync(two, id));
        using var client = new HttpClient();
        Assert.Contains($"dapr_runtime_actor_timers_dropped_total{{actor_type=\"Cart\",app_id=\"host\"}} {moved.Count}\n", await client.GetStringAsync($"http://127.0.0.1:{_one.Sidecar.MetricsPort}/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await RegisterAsync(two, moved[0]));
    }

    [Fact]
    public async Task Only_the_owner_sets_and_deletes_timers()
    {
        await using var two = await StartAsync();
        for (var id = 0; id < Actors; id++)
        {
            var statuses = new[] { await RegisterAsync(_one, id), await RegisterAsync(two, id) };
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Forbidden], statuses.Order());
            using var deleted = await (statuses[0] == HttpStatusCode.NoContent ? two : _one).Client.DeleteAsync($"actors/Cart/{id}/timers/t", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
        }
    }

    private Task<HostingApp> StartAsync() => HostingApp.StartAsync("""{"entities": ["Cart"]}""", options: _options);

    private static async Task<HttpStatusCode> RegisterAsync(HostingApp host, int id)
    {
        using var answer = await host.Client.PostAsJsonAsync($"actors/Cart/{id}/timers/t", new { dueTime = "1h" }, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>What the sidecar says when it is asked for the actor's timer; null when it tells it.</summary>
    private static async Task<string?> ErrorAsync(HostingApp host, int id)
    {
        using var answer = await host.Client.GetAsync($"actors/Cart/{id}/timers/t", TestContext.Current.CancellationToken);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["errorCode"];
    }
}
