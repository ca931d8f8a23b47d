using System.Collections.Concurrent;
using System.Net;
using Daprlet.Actors;
using Daprlet.Sidecars;
using Daprlet.Testing;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>
/// Whatever is called, however deep, while hosts come and go and timers fire: an actor runs one turn at a time, on one host, if the app ends its turn
/// when the sidecar does, and a deactivation waits for that.
/// </summary>
public sealed class TurnPropertyTests
{
    private const string Configuration = """{"entities": ["Cart"], "drainOngoingCallTimeout": "100ms", "reentrancy": {"enabled": true, "maxStackDepth": 8}}""";
    private const int Actors = 5;

    private readonly ConcurrentDictionary<string, Occupancy> _actors = new();
    private readonly ConcurrentQueue<string> _violations = new();

    [Fact]
    public async Task An_actor_never_runs_two_turns_at_once()
    {
        var steps = Gen.Frequency(
            (12, from actor in Gen.Choose(0, Actors - 1) from depth in Gen.Choose(0, 3) select new Step(StepKind.Call, actor, depth)),
            (2, from actor in Gen.Choose(0, Actors - 1) select new Step(StepKind.Timer, actor, 0)),
            (1, Gen.Constant(new Step(StepKind.Join, 0, 0))),
            (1, Gen.Constant(new Step(StepKind.Leave, 0, 0))));
        foreach (var history in Gen.Sample(steps.ListOf(100), 5))
            await PlayAsync([.. history]);

        Assert.Empty(_violations);
    }

    private async Task PlayAsync(IReadOnlyList<Step> history)
    {
        _actors.Clear();
        var options = new SidecarOptions { AppId = "host", Network = new SidecarNetwork(), GracefulShutdown = HostingApp.Limit };
        await using var caller = await DaprletHost.StartAsync(options with { AppId = "caller" });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{caller.HttpPort}/v1.0/"), Timeout = HostingApp.Limit };
        var hosts = new List<HostingApp> { await HostAsync(options) };
        var calls = new List<Task<HttpResponseMessage>>();
        var callbacks = new List<Task<CallbackResult>>();
        foreach (var step in history)
        {
            if (step.Kind == StepKind.Join && hosts.Count < 3)
                hosts.Add(await HostAsync(options));
            else if (step.Kind == StepKind.Leave && hosts.Count > 1)
                await RemoveAsync(hosts);
            else if (step.Kind == StepKind.Timer)
                callbacks.Add(hosts[0].Sidecar.Actors.Turns.CallbackAsync(new DueTimer(new ActorAddress("Cart", $"{step.Actor}"), "t", null, "", "", ""), CancellationToken.None));
            else
                calls.Add(client.PostAsync($"actors/Cart/{step.Actor}/method/nest{step.Depth}", null));
        }
        foreach (var call in calls)
            Assert.True((await call).IsSuccessStatusCode, await (await call).Content.ReadAsStringAsync());
        Assert.All(await Task.WhenAll(callbacks), callback => Assert.True(callback.Outcome is CallbackOutcome.Done or CallbackOutcome.NotHere, callback.Error));
        foreach (var host in hosts)
            await host.DisposeAsync();
        Assert.All(_actors, actor => Assert.True(actor.Value.IsFree, $"{actor.Key} is active after its last host has gone"));
    }

    private static async Task RemoveAsync(List<HostingApp> hosts)
    {
        var leaving = hosts[^1];
        hosts.RemoveAt(hosts.Count - 1);
        await leaving.DisposeAsync();
    }

    private async Task<HostingApp> HostAsync(SidecarOptions options)
    {
        var started = new TaskCompletionSource<HostingApp>(TaskCreationOptions.RunContinuationsAsynchronously);
        var name = Guid.NewGuid().ToString();
        var host = await HostingApp.StartAsync(Configuration, http => TurnAsync(http, name, started.Task), options);
        started.SetResult(host); // actors may have come before
        return host;
    }

    private async Task TurnAsync(HttpContext http, string host, Task<HostingApp> self)
    {
        var path = http.Request.Path.Value!.Split('/');
        var actor = _actors.GetOrAdd(path[3], _ => new Occupancy());
        if (http.Request.Method == "DELETE")
        {
            await HostingApp.UntilAsync(() => !actor.IsRunning);
            if (!actor.TryDeactivate(host))
                _violations.Enqueue($"{path[3]} was deactivated while it was in use");
            return;
        }
        var turn = http.Request.Headers["Dapr-Reentrancy-Id"] is [{ } id, ..] ? id : Guid.NewGuid().ToString();
        if (!actor.TryEnter(host, turn))
            _violations.Enqueue($"{path[3]} runs {http.Request.Path} beside another turn");
        try
        {
            await Task.Yield();
            if (path[^1] is ['n', 'e', 's', 't', > '0' and var depth])
                Assert.Equal(HttpStatusCode.OK, (await (await self).CallAsync($"Cart/{path[3]}", $"nest{depth - '1'}", turn, http.RequestAborted)).StatusCode);
        }
        finally
        {
            actor.Leave();
        }
    }

    private enum StepKind
    {
        Call,
        Timer,
        Join,
        Leave,
    }

    private sealed record Step(StepKind Kind, int Actor, int Depth);

    /// <summary>Where an actor is active, and which turn it runs.</summary>
    private sealed class Occupancy
    {
        private readonly Lock _lock = new();
        private string? _host;
        private string? _turn;
        private int _depth;

        public bool IsFree
        {
            get
            {
                lock (_lock)
                    return _host is null && _depth == 0;
            }
        }

        public bool IsRunning
        {
            get
            {
                lock (_lock)
                    return _depth > 0;
            }
        }

        public bool TryEnter(string host, string turn)
        {
            lock (_lock)
            {
                var isAlone = (_host is null || _host == host) && (_depth == 0 || _turn == turn);
                (_host, _turn) = (host, turn);
                _depth++;
                return isAlone;
            }
        }

        public void Leave()
        {
            lock (_lock)
                _depth--;
        }

        public bool TryDeactivate(string host)
        {
            lock (_lock)
            {
                // A host that gives an actor away between its activation and its first turn tells the app of an actor that is not there.
                var isFree = _depth == 0 && (_host is null || _host == host);
                _host = null;
                return isFree;
            }
        }
    }
}
