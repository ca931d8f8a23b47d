using System.Collections.Concurrent;
using System.Net;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class ActorPlacementTests : IAsyncLifetime
{
    private const string Configuration = """{"entities": ["Cart"]}""";
    private const int Actors = 40;

    private readonly List<IAsyncDisposable> _started = [];
    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-actors-").FullName;

    public static TheoryData<bool> InOneProcessAndAcross => [true, false];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
        Directory.Delete(_registry, recursive: true);
    }

    [Theory]
    [MemberData(nameof(InOneProcessAndAcross))]
    public async Task Every_actor_is_on_one_of_the_instances_whoever_asks_for_it(bool oneProcess)
    {
        var options = Options(oneProcess);
        var (one, two) = (await StartAsync("one", options), await StartAsync("two", options));
        var caller = await CallerAsync(options);

        var answers = await AnswersAsync(caller);
        Assert.Contains("one", answers);
        Assert.Contains("two", answers);
        Assert.Equal(answers, await AnswersAsync(one.Client));
        Assert.Equal(answers, await AnswersAsync(two.Client));
    }

    [Theory]
    [MemberData(nameof(InOneProcessAndAcross))]
    public async Task Actors_move_to_a_host_that_comes_and_back_when_it_goes(bool oneProcess)
    {
        var options = Options(oneProcess);
        var one = await StartAsync("one", options);
        Assert.All(await AnswersAsync(one.Client), answer => Assert.Equal("one", answer));

        var two = await StartAsync("two", options);
        var moved = (await AnswersAsync(two.Client)).Select((answer, id) => (answer, id)).Where(pair => pair.answer == "two").Select(pair => pair.id).ToList();
        Assert.NotEmpty(moved);
        Assert.Equal(moved.Select(id => $"DELETE /actors/Cart/{id}").Order(), one.Received.Where(path => path.StartsWith("DELETE", StringComparison.Ordinal)).Order());

        await two.DisposeAsync();
        Assert.Equal(moved.Count, two.Received.Count(path => path.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.All(await AnswersAsync(one.Client), answer => Assert.Equal("one", answer));
    }

    [Fact]
    public async Task An_actor_that_moves_ends_its_turn_and_is_deactivated_before_it_is_active_elsewhere()
    {
        var options = Options(oneProcess: true);
        var (gate, history) = (new Gate(), new ConcurrentQueue<string>());
        async Task TurnAsync(HttpContext http)
        {
            if (http.Request.Path.Value!.EndsWith("/hold", StringComparison.Ordinal))
                await gate.WaitAsync();
            history.Enqueue($"{http.Request.Method} {http.Request.Path}");
        }
        var one = await StartAsync("one", options, TurnAsync, """{"entities": ["Cart", "Order"], "drainOngoingCallTimeout": "20s"}""");
        var turns = Enumerable.Range(0, Actors).Select(id => one.CallAsync($"Cart/{id}", "hold")).ToList();
        await Eventually.TrueAsync(() => one.Received.Count == Actors);

        var two = await StartAsync("two", options, TurnAsync);
        var next = Enumerable.Range(0, Actors).Select(id => two.CallAsync($"Cart/{id}", "next")).ToList();
        await HostingApp.UntilSharedAsync(one.Sidecar, Actors);
        Assert.Equal(HttpStatusCode.OK, (await one.CallAsync("Order/1", "go")).StatusCode); // what does not move goes on
        Assert.Equal(["PUT /actors/Order/1/method/go"], history);

        gate.Open();
        Assert.All(await Task.WhenAll(turns), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(await Task.WhenAll(next), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var moved = two.Received.Select(path => path.Split('/')[3]).ToList();
        Assert.NotEmpty(moved);
        foreach (var id in moved)
        {
            Assert.Equal(
                [$"PUT /actors/Cart/{id}/method/hold", $"DELETE /actors/Cart/{id}", $"PUT /actors/Cart/{id}/method/next"],
                history.Where(call => call.Split('/')[3] == id && call.Contains("/Cart/", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_actors_of_a_host_that_was_killed_move_at_once()
    {
        var options = Options(oneProcess: false);
        var one = await StartAsync("one", options);
        var ended = Environment.ProcessId; // the id of a living process, but not its start: as if it were given out again
        using (var table = new SqliteConnection($"Data Source={Path.Combine(_registry, "actors.db")};Pooling=False"))
        {
            table.Open();
            using var insert = table.CreateCommand();
            insert.CommandText = """
                INSERT INTO daprlet_actor_hosts VALUES ('killed', 'default', '["Cart"]', 0, '127.0.0.1:1', 'secret', $process, 630822816000000000, $lease);
                UPDATE daprlet_actor_membership SET version = version + 1
                """;
            insert.Parameters.AddWithValue("$process", ended);
            insert.Parameters.AddWithValue("$lease", DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds());
            insert.ExecuteNonQuery();
        }

        Assert.All(await AnswersAsync(one.Client), answer => Assert.Equal("one", answer));
    }

    [Fact]
    public async Task A_host_that_was_taken_for_dead_gives_up_its_actors_and_comes_back()
    {
        var options = Options(oneProcess: false);
        var one = await StartAsync("one", options);
        await one.CallAsync("Cart/1", "go");
        using (var table = new SqliteConnection($"Data Source={Path.Combine(_registry, "actors.db")};Pooling=False"))
        {
            table.Open();
            using var delete = table.CreateCommand();
            delete.CommandText = "DELETE FROM daprlet_actor_hosts; UPDATE daprlet_actor_membership SET version = version + 1";
            delete.ExecuteNonQuery();
        }

        await HostingApp.UntilAsync(() => one.Received.Contains("DELETE /actors/Cart/1"));
        Assert.Equal(HttpStatusCode.OK, (await one.CallAsync("Cart/1", "again")).StatusCode);
    }

    [Fact]
    public async Task Namespaces_do_not_share_actors()
    {
        var options = Options(oneProcess: true);
        var one = await StartAsync("one", options);
        await StartAsync("two", options with { Namespace = "elsewhere" });

        Assert.All(await AnswersAsync(one.Client), answer => Assert.Equal("one", answer));
    }

    private SidecarOptions Options(bool oneProcess) =>
        oneProcess ? new SidecarOptions { AppId = "host", Network = new SidecarNetwork() } : new SidecarOptions { AppId = "host", RegistryFolder = _registry };

    private async Task<HostingApp> StartAsync(string name, SidecarOptions options, RequestDelegate? answer = null, string configuration = Configuration)
    {
        var host = await HostingApp.StartAsync(configuration, async http =>
        {
            if (answer is not null)
                await answer(http);
            await http.Response.WriteAsync(name, http.RequestAborted);
        }, options);
        _started.Add(host);
        return host;
    }

    private async Task<HttpClient> CallerAsync(SidecarOptions options)
    {
        var sidecar = await DaprletHost.StartAsync(options with { AppId = "caller" });
        _started.Add(sidecar);
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/"), Timeout = HostingApp.Limit };
    }

    /// <summary>Who answers for each of the actors.</summary>
    private static async Task<List<string>> AnswersAsync(HttpClient client)
    {
        var answers = new List<string>();
        for (var id = 0; id < Actors; id++)
        {
            var answer = await client.PostAsync($"actors/Cart/{id}/method/who", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }
        return answers;
    }
}
