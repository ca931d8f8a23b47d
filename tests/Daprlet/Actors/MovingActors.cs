using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Daprlet.Actors;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>A host whose actors of type <c>Cart</c> are in the middle of turns when another one comes, which takes some of them, but none of type <c>Order</c>. The method <c>hold</c> is a turn that a test lets go.</summary>
internal sealed class MovingActors : IAsyncDisposable
{
    private const int Actors = 20;

    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-moves-").FullName;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ends = new();
    private readonly List<HostingApp> _hosts = [];
    private readonly SidecarOptions _options;
    private readonly string _drain;
    private readonly List<Task<HttpResponseMessage>> _turns = [];

    /// <param name="drain">How long a turn may go on when its actor moves; a Go duration.</param>
    /// <param name="oneProcess">Whether the hosts know each other as sidecars of one process do.</param>
    public MovingActors(string drain, bool oneProcess, SidecarOptions? options = null)
    {
        _drain = drain;
        _options = (options ?? new SidecarOptions { AppId = "host" }) with { Network = oneProcess ? new SidecarNetwork() : null, RegistryFolder = oneProcess ? null : _registry };
    }

    /// <summary>Where all actors are at first.</summary>
    public HostingApp One => _hosts[0];

    /// <summary>Where some of them go to.</summary>
    public HostingApp Two => _hosts[1];

    /// <summary>The actors of which one is in the middle of turns, and which are to move.</summary>
    public IReadOnlyList<string> Leaving { get; private set; } = [];

    /// <summary>The actors of which one is in the middle of turns, and which stay.</summary>
    public IReadOnlyList<string> Staying { get; private set; } = [];

    /// <summary>The actors whose turns the app saw broken off.</summary>
    public ConcurrentQueue<string> Aborted { get; } = [];

    /// <summary>The faults of the second host; null for those of the first.</summary>
    public SidecarFaults? SecondFaults { get; init; }

    /// <summary>What happens at a deactivation, before it is answered.</summary>
    public Func<Task> OnDeactivation { get; set; } = () => Task.CompletedTask;

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Known { get; } = [.. Enumerable.Range(0, Actors).Select(id => $"{id}")];

    /// <summary>Begins turns at the first host, and a move that lasts until those of the actors that leave are over.</summary>
    public async Task BeginAsync()
    {
        await StartAsync();
        _turns.AddRange(Known.Select(id => One.CallAsync($"Cart/{id}", "hold")));
        await HostingApp.UntilAsync(() => One.Received.Count == Actors);
        await JoinAsync();
    }

    /// <summary>Starts the first host, and has every actor be active there.</summary>
    public async Task ActivateAsync()
    {
        await StartAsync();
        foreach (var id in Known)
            Assert.Equal(HttpStatusCode.OK, (await One.CallAsync($"Cart/{id}", "go")).StatusCode);
    }

    public async Task StartAsync() => _hosts.Add(await HostAsync("one", _options, "Cart", "Order"));

    /// <summary>Another host comes.</summary>
    public async Task JoinAsync()
    {
        if (_hosts.Count == 0)
            await StartAsync();
        _hosts.Add(await HostAsync("two", _options with { Faults = SecondFaults ?? _options.Faults }, "Cart"));
        await HostingApp.UntilSharedAsync(One.Sidecar, Actors);
        var all = Known.ToLookup(id => One.Sidecar.Actors.Hosting.IsPlacedHere(new ActorAddress("Cart", id)));
        (Staying, Leaving) = ([.. all[true]], [.. all[false]]);
        Assert.NotEmpty(Staying);
    }

    /// <summary>A sidecar that hosts nothing and calls them; to be disposed by who asks for it.</summary>
    public Task<Sidecar> CallerAsync() => DaprletHost.StartAsync(_options with { AppId = "caller" });

    /// <summary>The answer to the turn of an actor.</summary>
    public Task<HttpResponseMessage> TurnOf(string actor) => _turns[int.Parse(actor, CultureInfo.InvariantCulture)];

    /// <summary>Lets turns end.</summary>
    public void Let(IEnumerable<string> actors)
    {
        foreach (var actor in actors)
            EndOf(actor).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Let(Known);
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
        Directory.Delete(_registry, recursive: true);
    }

    private Task<HostingApp> HostAsync(string name, SidecarOptions options, params IEnumerable<string> types) => HostingApp.StartAsync(
        JsonSerializer.Serialize(new { entities = types, drainOngoingCallTimeout = _drain }), http => AnswerAsync(http, name), options);

    private TaskCompletionSource EndOf(string actor) => _ends.GetOrAdd(actor, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AnswerAsync(HttpContext http, string name)
    {
        var path = http.Request.Path.Value!.Split('/');
        if (http.Request.Method == "DELETE")
            await OnDeactivation();
        else if (path[^1] == "hold" && name == "one")
            await HoldAsync(http, path[3]);
        await http.Response.WriteAsync(name, http.RequestAborted);
    }

    private async Task HoldAsync(HttpContext http, string actor)
    {
        try
        {
            await EndOf(actor).Task.WaitAsync(http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            Aborted.Enqueue(actor);
        }
    }
}
