using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components.Sqlite;
using Daprlet.Scheduling;

namespace Daprlet.Actors.Reminders;

/// <summary>The reminders of one sidecar's actors.</summary>
internal sealed class ReminderBlock : IBuildingBlock, IActorCallbackSource, IAsyncDisposable
{
    private readonly IActorHosting _hosting;
    private readonly ReminderLocation _location;
    private readonly ReminderScheduler _scheduler;
    private readonly ScheduleEndpoints _endpoints;
    private readonly Lock _opening = new();
    private Shared<ReminderStore>.Lease? _store;

    /// <exception cref="Components.ComponentException">The Configuration's name resolution is wrong.</exception>
    public ReminderBlock(SidecarServices services, IActorHosting hosting, IActorTurns turns)
    {
        var options = services.Options;
        var @namespace = options.NamespaceOrDefault;
        var logger = options.Logging.CreateLogger("dapr.runtime.actor.reminders");
        _hosting = hosting;
        _location = new ReminderLocation(options, services.Configuration.NameResolution);
        _scheduler = new ReminderScheduler(Open, @namespace, new ActorReminderTarget(hosting, turns, logger), options.Time, logger);
        var reminders = new ActorReminders(hosting, Open, @namespace, options.Time);
        _endpoints = new ScheduleEndpoints("reminders", reminders, ScheduleBody.ReadReminder);
        Grpc = new ReminderGrpcService(reminders);
        hosting.PlacementChanged += _scheduler.Wake;
    }

    /// <summary>The block over gRPC.</summary>
    public ReminderGrpcService Grpc { get; }

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public void Start() => _scheduler.Start();

    public Task StopAsync(CancellationToken limit) => _scheduler.StopAsync(limit);

    public async ValueTask DisposeAsync()
    {
        _hosting.PlacementChanged -= _scheduler.Wake;
        _scheduler.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    /// <summary>Most sidecars have no actors, and open nothing.</summary>
    private ReminderStore Open()
    {
        lock (_opening)
            return (_store ??= _location.Open()).Value;
    }
}
