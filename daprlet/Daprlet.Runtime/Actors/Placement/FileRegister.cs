using Daprlet.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Placement;

/// <summary>
/// The register of hosts in different processes: a <see cref="HostTable"/>. A host renews its lease as long as it lives; one whose process has ended is
/// removed as soon as somebody looks, one that is silent when its lease has ended, and then it has stopped to take turns by itself.
/// </summary>
internal sealed partial class FileRegister(HostTable table, string id, string @namespace, IActorPeer self, HostAddress address, TimeProvider time, ILogger logger) : IHostRegister
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(1);

    private static readonly ProcessIdentity ThisProcess = ProcessIdentity.Of(Environment.ProcessId)!.Value;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<string, ActorHost> _known = [];
    private Membership _current = Membership.Empty;
    private long _readAt;
    private long _seen = -1;
    private long _leaseEnd;
    private bool _isHost;
    private Task? _watching;

    public event Action? Changed;

    public bool HoldsLease => time.GetUtcNow().UtcTicks < Volatile.Read(ref _leaseEnd);

    public ValueTask<Membership> ReadAsync(bool fresh, CancellationToken cancellationToken) =>
        !fresh && Volatile.Read(ref _readAt) is > 0 and var at && time.GetElapsedTime(at) < LookInterval ? new(Volatile.Read(ref _current)) : new(InTurnAsync(Look, cancellationToken));

    public async ValueTask AnnounceAsync(IReadOnlyList<string> types, long acknowledged, CancellationToken cancellationToken)
    {
        var peer = address.Peer ?? throw new InvalidOperationException("a host that does not listen cannot be announced");
        await InTurnAsync(() =>
        {
            RemoveDead();
            var leaseEnd = LeaseEnd();
            table.Put(new HostRow(id, @namespace, types, acknowledged, peer.Address, peer.Secret, ThisProcess.Id, ThisProcess.Started.Ticks));
            Volatile.Write(ref _leaseEnd, leaseEnd);
            _isHost = true;
            return Look();
        }, cancellationToken);
        _watching ??= WatchAsync(_stopping.Token);
    }

    public async ValueTask AcknowledgeAsync(long version, CancellationToken cancellationToken) => await InTurnAsync(() =>
    {
        table.Acknowledge(id, version);
        return Look();
    }, cancellationToken);

    public async ValueTask LeaveAsync()
    {
        if (!_isHost)
            return;
        await InTurnAsync(() =>
        {
            _isHost = false;
            Volatile.Write(ref _leaseEnd, 0);
            table.Remove(id);
            return Look();
        }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_watching is not null)
            await _watching;
        await LeaveAsync();
        table.Dispose();
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        var renewed = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var renew = time.GetElapsedTime(renewed) >= RenewalInterval;
                if (renew)
                    renewed = time.GetTimestamp();
                await WatchOnceAsync(renew, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task WatchOnceAsync(bool renew, CancellationToken cancellationToken)
    {
        try
        {
            await InTurnAsync(() =>
            {
                if (renew && _isHost)
                    Renew();
                if (table.HasChanged(ref _seen))
                    Look();
                return true;
            }, cancellationToken);
        }
        catch (IOException e)
        {
            LogNotRenewed(logger, e.Message);
        }
    }

    private void Renew()
    {
        RemoveDead();
        var leaseEnd = LeaseEnd();
        var isKnown = table.Renew(id);
        Volatile.Write(ref _leaseEnd, isKnown ? leaseEnd : 0);
        if (!isKnown)
            LogLost(logger);
        Look();
    }

    /// <summary>Never later than what the table says, which is written after this was taken.</summary>
    private long LeaseEnd() => (time.GetUtcNow() + HostTable.Lease).UtcTicks;

    /// <summary>Takes out the hosts that are silent, and those whose process has ended.</summary>
    private void RemoveDead()
    {
        foreach (var host in table.Read().Hosts)
        {
            if (table.IsSilent(host) || HasEnded(host))
                table.RemoveDead(host);
        }
    }

    private static bool HasEnded(HostRow host)
    {
        var process = new ProcessIdentity(host.ProcessId, new DateTime(host.ProcessStarted, DateTimeKind.Utc));
        return process != ThisProcess && (ProcessIdentity.Of(host.ProcessId) is null || process.IsReused());
    }

    private Membership Look()
    {
        var (version, rows) = table.Read();
        var hosts = rows.Where(row => row.Namespace == @namespace).Select(Host).ToList();
        _known = hosts.ToDictionary(host => host.Id, StringComparer.Ordinal);
        var changed = version != _current.Version || !hosts.SequenceEqual(_current.Hosts);
        if (changed)
            Volatile.Write(ref _current, new Membership(version, hosts));
        Volatile.Write(ref _readAt, time.GetTimestamp());
        if (changed)
            Changed?.Invoke();
        return _current;
    }

    /// <summary>The host of a row: the same object as long as nothing about it changes.</summary>
    private ActorHost Host(HostRow row)
    {
        if (_known.TryGetValue(row.Id, out var known) && known.Acknowledged == row.Acknowledged && known.Types.SequenceEqual(row.Types))
            return known;
        var actors = row.Id == id ? self : known?.Actors ?? new RemoteActors(new(string.Empty, row.Namespace, row.Address, row.Secret));
        return new ActorHost(row.Id, row.Namespace, row.Types, row.Acknowledged, actors);
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sidecar could not renew its lease on actors: {Cause}")]
    private static partial void LogNotRenewed(ILogger logger, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other sidecars took this one for dead; its actors move")]
    private static partial void LogLost(ILogger logger);
}
