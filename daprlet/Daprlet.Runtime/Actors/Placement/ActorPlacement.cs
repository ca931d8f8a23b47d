using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Placement;

/// <summary>
/// Follows the membership for one host. Of each change the host first gives up what it loses (<paramref name="giveUp"/>), then acknowledges it; what it
/// gains it takes when every other host has done the same.
/// </summary>
/// <param name="giveUp">Deactivates every actor that is not the host's any more; completes when that is done.</param>
/// <param name="held">The moves that a fault makes last.</param>
internal sealed partial class ActorPlacement(IHostRegister register, string self, Func<Task> giveUp, HeldMoves held, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyList<string> _types = [];
    private volatile PlacementView _view = PlacementView.Start(self);
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _following;
    private ITimer? _release;

    /// <summary>Told when actors may have come or gone.</summary>
    public event Action? Changed;

    public PlacementView View => _view;

    /// <summary>Completes when <see cref="View"/> changes.</summary>
    public Task NextChange => _changed.Task;

    /// <summary>Hosts these types from now on, in place of those before; none is to give up all actors and leave.</summary>
    public async Task HostAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        _types = types;
        if (_following is null)
        {
            if (types.Count == 0)
                return;
            register.Changed += Signal;
            _following = FollowAsync(_stopping.Token);
        }
        await StepAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        register.Changed -= Signal;
        await _stopping.CancelAsync();
        if (_following is not null)
            await _following;
        _release?.Dispose();
        await register.DisposeAsync();
        _stopping.Dispose();
        _turn.Dispose();
    }

    private void Signal() => _signals.Writer.TryWrite(true);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _signals.Reader.ReadAllAsync(cancellationToken))
                await StepAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken);
        }
        catch (IOException e)
        {
            LogNoRegister(logger, e.Message);
            _ = SignalLaterAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Comes up to the newest membership, one change after the other, and says what is hosted here.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var newest = await register.ReadAsync(fresh: true, cancellationToken);
        while (!IsUpToDate(newest))
        {
            if (newest.Version != _view.Current.Version)
                await FollowAsync(newest, cancellationToken);
            else
                await register.AnnounceAsync(_types, newest.Version, cancellationToken);
            newest = await register.ReadAsync(fresh: true, cancellationToken);
        }
        if (_types.Count == 0)
            held.End();
        if (newest.IsSettled)
            Settle();
        if (_types.Count > 0)
            return;
        await register.LeaveAsync();
        if (_view.Moving.Count > 0)
            Set(_view.Release()); // nothing that waits here can be this host's
    }

    private void Settle()
    {
        var types = held.Types();
        if (held.NextEnd is { } end)
            SignalAt(end);
        if (!_view.IsSettled || !_view.Moving.SetEquals(types))
            Set(_view.Settle(types));
    }

    private void SignalAt(DateTimeOffset moment)
    {
        var wait = moment - time.GetUtcNow();
        _release ??= time.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _release.Change(wait > ShortestWait ? wait : ShortestWait, Timeout.InfiniteTimeSpan);
    }

    private bool IsUpToDate(Membership newest) => newest.Version == _view.Current.Version && newest.TypesOf(self).SequenceEqual(_types);

    private async Task FollowAsync(Membership next, CancellationToken cancellationToken)
    {
        LogFollowing(logger, next.Version, next.Hosts.Count);
        held.Begin(_view.Current, next);
        Set(_view.Follow(next));
        await giveUp();
        if (next.Has(self))
            await register.AcknowledgeAsync(next.Version, cancellationToken);
    }

    private async Task SignalLaterAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(RetryPause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Signal();
    }

    private void Set(PlacementView view)
    {
        _view = view;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Changed?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The register of actor hosts cannot be used: {Cause}")]
    private static partial void LogNoRegister(ILogger logger, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Placement of actors {Version} with {Hosts} hosts")]
    private static partial void LogFollowing(ILogger logger, long version, int hosts);
}
