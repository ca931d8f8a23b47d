using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Actors;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Sidecars;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>What happens to calls and turns while actors move from one host to another, as with genuine Dapr.</summary>
public sealed class ActorMoveTests
{
    private const string Write = """[{"operation":"upsert","request":{"key":"k","value":1}}]""";

    public static TheoryData<bool> InOneProcessAndAcross => [true, false];

    /// <summary>What a turn asks its sidecar for: HTTP method, path behind the actor, body, and whether it finds what it asks for.</summary>
    public static TheoryData<string, string, string?, HttpStatusCode> Requests => new()
    {
        { "POST", "state", Write, HttpStatusCode.NoContent },
        { "GET", "state/k", null, HttpStatusCode.NoContent },
        { "PUT", "reminders/r", """{"dueTime":"1h"}""", HttpStatusCode.NoContent },
        { "GET", "reminders/r", null, HttpStatusCode.NotFound },
        { "GET", "reminders", null, HttpStatusCode.OK },
        { "DELETE", "reminders/r", null, HttpStatusCode.NoContent },
        { "PUT", "timers/t", """{"dueTime":"1h"}""", HttpStatusCode.NoContent },
        { "GET", "timers/t", null, HttpStatusCode.NotFound },
        { "GET", "timers", null, HttpStatusCode.OK },
        { "DELETE", "timers/t", null, HttpStatusCode.NoContent },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_the_turn_of_an_actor_that_stays_asks_for_waits_for_the_move_and_the_turn_goes_on(string method, string path, string? body, HttpStatusCode status)
    {
        await using var actors = new MovingActors(drain: "20s", oneProcess: true);
        await actors.BeginAsync();

        var request = actors.One.SendAsync(method, $"Cart/{actors.Staying[0]}/{path}", body);
        var call = actors.One.CallAsync($"Cart/{actors.Staying[1]}", "go");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await actors.One.CallAsync("Order/1", "go")).StatusCode);
        Assert.False(request.IsCompleted || call.IsCompleted);

        actors.Let(actors.Leaving);
        Assert.Equal(status, (await request).StatusCode);
        actors.Let(actors.Staying);
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        foreach (var actor in actors.Staying)
            Assert.Equal("one", await (await actors.TurnOf(actor)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Empty(actors.Aborted);
    }

    [Theory]
    [MemberData(nameof(InOneProcessAndAcross))]
    public async Task A_turn_that_waits_for_its_own_call_is_broken_off_after_the_drain_and_begins_anew_at_the_next_host(bool oneProcess)
    {
        await using var actors = new MovingActors(drain: "300ms", oneProcess);
        await actors.BeginAsync();
        var actor = actors.Leaving[0];

        var write = actors.One.SendAsync("POST", $"Cart/{actor}/state", Write);
        var answer = await actors.TurnOf(actor);

        Assert.Equal("two", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"DELETE /actors/Cart/{actor}", actors.One.Received);
        await HostingApp.UntilAsync(() => actors.Aborted.Order().SequenceEqual(actors.Leaving.Order()));
        using var refusal = await write;
        Assert.Equal("ERR_ACTOR_INSTANCE_MISSING", (string?)JsonNode.Parse(await refusal.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["errorCode"]);
        using var read = await actors.One.SendAsync("GET", $"Cart/{actor}/state/k");
        Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
    }

    [Fact]
    public async Task A_reminder_whose_turn_is_broken_off_by_a_move_has_not_failed_and_fires_at_the_next_host()
    {
        await using var actors = new MovingActors(drain: "100ms", oneProcess: true);
        await actors.StartAsync();
        using var grpc = new GrpcCaller(actors.One.Sidecar);
        foreach (var actor in actors.Known)
        {
            await grpc.Client.RegisterActorReminderAsync(
                new RegisterActorReminderRequest { ActorType = "Cart", ActorId = actor, Name = "hold", DueTime = "0s", FailurePolicy = new JobFailurePolicy { Drop = new JobFailurePolicyDrop() } },
                cancellationToken: TestContext.Current.CancellationToken);
        }
        await HostingApp.UntilAsync(() => actors.One.Received.Count == actors.Known.Count);

        await actors.JoinAsync();

        await HostingApp.UntilAsync(() => actors.Leaving.All(actor => actors.Two.Received.Contains($"PUT /actors/Cart/{actor}/method/remind/hold")));
        actors.Let(actors.Staying);
    }

    [Fact]
    public async Task The_last_host_of_a_type_moves_nothing_and_its_turns_still_save_while_it_stops()
    {
        await using var actors = new MovingActors(drain: "20s", oneProcess: true, new SidecarOptions { AppId = "host", GracefulShutdown = HostingApp.Limit });
        await actors.StartAsync();
        var turn = actors.One.CallAsync("Cart/0", "hold");
        await HostingApp.UntilAsync(() => !actors.One.Received.IsEmpty);

        var stopped = actors.One.Sidecar.StopAsync();
        await HostingApp.UntilAsync(() => !actors.One.Sidecar.Actors.Hosting.IsPlacedHere(new ActorAddress("Cart", "0")));
        Assert.Equal(HttpStatusCode.NoContent, (await actors.One.SendAsync("POST", "Cart/0/state", Write)).StatusCode);
        actors.Let(["0"]);

        Assert.Equal(HttpStatusCode.OK, (await turn).StatusCode);
        await stopped;
    }

    [Fact]
    public async Task An_app_that_does_not_answer_deactivations_holds_up_a_move_for_some_seconds_only()
    {
        var time = new VirtualTime();
        var (told, never) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var actors = new MovingActors(drain: "2s", oneProcess: true, new SidecarOptions { AppId = "host", Time = time })
        {
            OnDeactivation = () =>
            {
                told.TrySetResult();
                return never.Task;
            },
        };
        await actors.ActivateAsync();
        await actors.JoinAsync();
        await told.Task.WaitAsync(HostingApp.Limit, TestContext.Current.CancellationToken);

        var begin = time.GetUtcNow();
        var call = actors.Two.CallAsync($"Cart/{actors.Leaving[0]}", "go");
        await HostingApp.UntilAsync(() =>
        {
            if (time.GetUtcNow() - begin < TimeSpan.FromSeconds(15))
                time.Advance(TimeSpan.FromSeconds(0.1));
            return call.IsCompleted;
        });

        Assert.Equal("two", await (await call).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(time.GetUtcNow() - begin > TimeSpan.FromSeconds(9));
        never.SetResult();
    }

    [Fact]
    public async Task What_waits_at_a_host_that_leaves_in_the_middle_of_a_move_goes_on_at_the_next_one()
    {
        var time = new VirtualTime();
        await using var actors = new MovingActors(drain: "20s", oneProcess: true, new SidecarOptions { AppId = "host", Time = time });
        await actors.BeginAsync();
        await using var caller = await actors.CallerAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{caller.HttpPort}/v1.0/"), Timeout = HostingApp.Limit };

        var call = client.PostAsync($"actors/Cart/{actors.Leaving[0]}/method/go", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("actors/Order/1/method/go", null, TestContext.Current.CancellationToken)).StatusCode);
        await actors.Two.Sidecar.StopAsync();
        Assert.False(call.IsCompleted);
        actors.Let(actors.Leaving);
        var end = time.GetUtcNow() + TimeSpan.FromSeconds(5); // it is looked for once a second
        await HostingApp.UntilAsync(() =>
        {
            if (time.GetUtcNow() < end)
                time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        });

        Assert.Equal("one", await (await call).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_forced_end_waits_for_no_turn()
    {
        await using var actors = new MovingActors(drain: "20s", oneProcess: true, new SidecarOptions { AppId = "host", Time = new VirtualTime(), GracefulShutdown = TimeSpan.FromMinutes(10) });
        await actors.BeginAsync();

        using var shutdown = new HttpRequestMessage(HttpMethod.Post, "shutdown") { Headers = { { "dapr-force-shutdown", "true" } } };
        using var answer = await actors.One.Client.SendAsync(shutdown, TestContext.Current.CancellationToken);

        Assert.True(await actors.One.Sidecar.Ended.WaitAsync(HostingApp.Limit, TestContext.Current.CancellationToken));
    }
}
