using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Sidecars;
using DaprShop.Testing;
using Grpc.Core;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>The fault that holds the calls of a type in the middle of a move.</summary>
public sealed class ActorHoldTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private readonly VirtualTime _time = new();

    /// <summary>Calls over gRPC, by name.</summary>
    public static TheoryData<string> GrpcCalls => [.. Calls.Keys];

    private static Dictionary<string, Func<DaprClient, string, CancellationToken, Task>> Calls { get; } = new()
    {
        ["InvokeActor"] = async (client, actor, token) => await client.InvokeActorAsync(new InvokeActorRequest { ActorType = "Cart", ActorId = actor, Method = "go" }, cancellationToken: token),
        ["GetActorState"] = async (client, actor, token) => await client.GetActorStateAsync(new GetActorStateRequest { ActorType = "Cart", ActorId = actor, Key = "k" }, cancellationToken: token),
        ["ExecuteActorStateTransaction"] = async (client, actor, token) => await client.ExecuteActorStateTransactionAsync(new ExecuteActorStateTransactionRequest { ActorType = "Cart", ActorId = actor }, cancellationToken: token),
        ["RegisterActorReminder"] = async (client, actor, token) => await client.RegisterActorReminderAsync(new RegisterActorReminderRequest { ActorType = "Cart", ActorId = actor, Name = "r", DueTime = "1h" }, cancellationToken: token),
        ["ListActorReminders"] = async (client, _, token) => await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = "Cart" }, cancellationToken: token),
        ["UnregisterActorRemindersByType"] = async (client, _, token) => await client.UnregisterActorRemindersByTypeAsync(new UnregisterActorRemindersByTypeRequest { ActorType = "Cart" }, cancellationToken: token),
        ["RegisterActorTimer"] = async (client, actor, token) => await client.RegisterActorTimerAsync(new RegisterActorTimerRequest { ActorType = "Cart", ActorId = actor, Name = "t", DueTime = "1h" }, cancellationToken: token),
        ["ListActorTimers"] = async (client, actor, token) => await client.ListActorTimersAsync(new ListActorTimersRequest { ActorType = "Cart", ActorId = actor }, cancellationToken: token),
    };

    [Fact]
    public async Task Calls_of_the_type_wait_at_the_sidecar_with_the_fault_wherever_the_actor_is_while_everything_else_goes_on()
    {
        await using var actors = HeldAtFirst("Cart");
        await actors.JoinAsync();

        var calls = actors.Staying.Concat(actors.Leaving).Select(actor => actors.One.CallAsync($"Cart/{actor}", "go")).ToList();
        Assert.Equal(HttpStatusCode.OK, (await actors.One.CallAsync("Order/1", "go")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await actors.Two.CallAsync($"Cart/{actors.Leaving[0]}", "go")).StatusCode);
        using var health = await actors.One.Client.GetAsync("healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
        var metadata = JsonNode.Parse(await actors.One.Client.GetStringAsync("metadata", TestContext.Current.CancellationToken))!;
        Assert.True((bool)metadata["actorRuntime"]!["hostReady"]!);
        Assert.DoesNotContain(calls, call => call.IsCompleted);

        await AdvanceUntilAsync(() => calls.TrueForAll(call => call.IsCompleted));
        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Calls_wait_across_processes_too()
    {
        var hold = TimeSpan.FromSeconds(2);
        await using var actors = new MovingActors("2s", oneProcess: false, new SidecarOptions { AppId = "host", Faults = Faults("*", hold) });
        await actors.ActivateAsync();

        var begin = TimeProvider.System.GetTimestamp();
        await actors.JoinAsync();
        foreach (var host in new[] { actors.One, actors.Two })
            Assert.All(await Task.WhenAll(actors.Known.Select(actor => host.CallAsync($"Cart/{actor}", "go"))), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        Assert.True(TimeProvider.System.GetElapsedTime(begin) >= hold);
        Assert.NotEmpty(actors.Two.Received);
    }

    [Theory]
    [MemberData(nameof(GrpcCalls))]
    public async Task Calls_over_gRPC_wait_too_and_end_at_once_when_the_caller_gives_up(string name)
    {
        await using var actors = Held("*");
        await actors.ActivateAsync();
        await actors.JoinAsync();
        using var grpc = new GrpcCaller(actors.One.Sidecar);
        using var impatience = new CancellationTokenSource();

        var patient = Calls[name](grpc.Client, actors.Staying[0], TestContext.Current.CancellationToken);
        var impatient = Calls[name](grpc.Client, actors.Staying[0], impatience.Token);
        await grpc.Client.GetMetadataAsync(new GetMetadataRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(patient.IsCompleted || impatient.IsCompleted);
        await impatience.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => impatient)).StatusCode);

        await AdvanceUntilAsync(() => patient.IsCompleted);
        await patient;
    }

    [Fact]
    public async Task What_a_caller_gave_up_has_no_effect_later()
    {
        await using var actors = Held("Cart");
        await actors.JoinAsync();
        var actor = actors.Staying[0];
        using var impatience = new CancellationTokenSource();

        var registration = actors.One.SendAsync("PUT", $"Cart/{actor}/reminders/r", """{"dueTime":"1h"}""", impatience.Token);
        using (await actors.One.Client.GetAsync("healthz", TestContext.Current.CancellationToken))
            await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registration);

        var read = actors.One.SendAsync("GET", $"Cart/{actor}/reminders/r");
        await AdvanceUntilAsync(() => read.IsCompleted);
        Assert.Equal(HttpStatusCode.NotFound, (await read).StatusCode);
    }

    [Fact]
    public async Task Reminders_that_are_due_wait_in_the_middle_of_a_move_and_fire_once()
    {
        await using var actors = Held("Cart");
        await actors.ActivateAsync();
        foreach (var actor in actors.Known.Select(id => $"Cart/{id}").Append("Order/1"))
            Assert.Equal(HttpStatusCode.NoContent, (await actors.One.SendAsync("PUT", $"{actor}/reminders/r", """{"dueTime":"5s"}""")).StatusCode);
        await actors.JoinAsync();

        _time.Advance(TimeSpan.FromSeconds(5));
        await HostingApp.UntilAsync(() => actors.One.Received.Contains("PUT /actors/Order/1/method/remind/r"));
        Assert.DoesNotContain(Fired(), path => path.StartsWith("PUT /actors/Cart", StringComparison.Ordinal));

        await AdvanceUntilAsync(() => Fired().Count() > actors.Known.Count);
        Assert.Equal(actors.Known.Select(id => $"PUT /actors/Cart/{id}/method/remind/r").Append("PUT /actors/Order/1/method/remind/r").Order(), Fired().Order());

        IEnumerable<string> Fired() => actors.One.Received.Concat(actors.Two.Received).Where(path => path.EndsWith("/remind/r", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public async Task A_sidecar_whose_calls_are_held_for_ever_ends_when_it_is_told_to(string? force, bool forced)
    {
        await using var actors = HeldAtFirst("Cart");
        await actors.JoinAsync();
        var calls = actors.Known.Select(actor => actors.One.CallAsync($"Cart/{actor}", "go")).ToList();
        var read = actors.One.SendAsync("GET", $"Cart/{actors.Staying[0]}/state/k");

        using var shutdown = new HttpRequestMessage(HttpMethod.Post, "shutdown");
        if (force is not null)
            shutdown.Headers.Add("dapr-force-shutdown", force);
        using var answer = await actors.One.Client.SendAsync(shutdown, TestContext.Current.CancellationToken);

        // Far below the grace: the other host answers what it gets, and what is forced waits for nothing.
        Assert.Equal(forced, await actors.One.Sidecar.Ended.WaitAsync(HostingApp.Limit, TestContext.Current.CancellationToken));
        await HostingApp.UntilAsync(() => calls.Append(read).All(call => call.IsCompleted));
    }

    private static SidecarFaults Faults(string type, TimeSpan hold) => new() { HeldActorMoves = new Dictionary<string, TimeSpan> { [type] = hold } };

    private MovingActors Held(string type) => new("2s", oneProcess: true, Options(type));

    private MovingActors HeldAtFirst(string type) => new("2s", oneProcess: true, Options(type)) { SecondFaults = SidecarFaults.None };

    private SidecarOptions Options(string type) => new() { AppId = "host", Time = _time, GracefulShutdown = TimeSpan.FromMinutes(10), Faults = Faults(type, Hold) };

    /// <summary>Waits until something holds, which it does when the hold is over.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition)
    {
        var end = _time.GetUtcNow() + Hold + TimeSpan.FromSeconds(5);
        return HostingApp.UntilAsync(() =>
        {
            if (_time.GetUtcNow() < end)
                _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });
    }
}
