using System.Collections.Frozen;
using Daprlet.Actors;
using Daprlet.Actors.Configuration;
using Daprlet.Actors.Hosting;
using Daprlet.Actors.Placement;
using Daprlet.Actors.Turns;
using DaprShop.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>A host that could not renew its lease may be held for dead by the others: until it has renewed it, it begins no turn.</summary>
public sealed class ActorLeaseTests : IAsyncLifetime
{
    private static readonly ActorAddress Actor = new("Cart", "1");

    private readonly string _folder = Directory.CreateTempSubdirectory("daprlet-lease-").FullName;
    private readonly VirtualTime _time = new();
    private FileRegister _register = null!;
    private LocalActors _actors = null!;
    private int _turns;

    private string File => Path.Combine(_folder, "actors.db");

    public async ValueTask InitializeAsync()
    {
        var app = new SilentApp();
        _register = new FileRegister(new HostTable(File, _time), "one", "default", app, new HostAddress { Peer = new("host", "default", "127.0.0.1:1", "secret") }, _time, NullLogger.Instance);
        await _register.AnnounceAsync(["Cart"], 0, TestContext.Current.CancellationToken);
        var view = PlacementView.Start("one").Follow(await _register.ReadAsync(fresh: true, TestContext.Current.CancellationToken)).Settle();
        _actors = new LocalActors(app, _time)
        {
            View = () => view,
            Moves = new MoveQueue(() => view, () => Task.CompletedTask, _ => HostingApp.Limit, _time),
            HoldsLease = () => _register.HoldsLease,
            Types = new Dictionary<string, ActorTypeSettings> { ["Cart"] = new() }.ToFrozenDictionary(),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _register.DisposeAsync();
        _actors.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task No_turn_begins_without_the_lease()
    {
        Assert.Equal(TurnOutcome.Entered, await RunAsync());

        Rename("daprlet_actor_hosts", "away");
        _time.Advance(HostTable.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(TurnOutcome.Entered, await RunAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TurnOutcome.Closed, await RunAsync());
        Assert.Equal(2, _turns);

        Rename("away", "daprlet_actor_hosts");
        await HostingApp.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _register.HoldsLease;
        });
        Assert.Equal(TurnOutcome.Entered, await RunAsync());
    }

    [Fact]
    public async Task A_turn_that_waited_for_another_one_does_not_begin_when_the_lease_has_ended_meanwhile()
    {
        var gate = new Gate();
        var first = _actors.RunAsync(Actor, null, async (_, _) =>
        {
            await gate.WaitAsync();
            return true;
        }, TestContext.Current.CancellationToken);
        await gate.Entered;
        var second = RunAsync();

        Rename("daprlet_actor_hosts", "away");
        _time.Advance(HostTable.Lease);
        gate.Open();

        Assert.Equal((TurnOutcome.Entered, true), await first);
        Assert.Equal(TurnOutcome.Closed, await second);
        Assert.Equal(0, _turns);
        Rename("away", "daprlet_actor_hosts");
    }

    private async Task<TurnOutcome> RunAsync() => (await _actors.RunAsync(Actor, null, (_, _) => Task.FromResult(Interlocked.Increment(ref _turns)), TestContext.Current.CancellationToken)).Outcome;

    /// <summary>Without its table the register can be neither read nor written, as when its disk is gone.</summary>
    private void Rename(string table, string to)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var rename = connection.CreateCommand();
        rename.CommandText = $"ALTER TABLE {table} RENAME TO {to}";
        rename.ExecuteNonQuery();
    }
}
