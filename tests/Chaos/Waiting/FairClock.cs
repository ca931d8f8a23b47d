using System.Diagnostics;

namespace DaprShop.Tests.Chaos.Waiting;

/// <summary>
/// A clock that stands still while there is an excuse: the shop has one, or the machine is too busy to do even a small piece of work in a few times
/// what it takes. What a wait lasts by this clock is therefore of the shop's own making.
/// </summary>
/// <param name="isExcused">Whether the shop has an excuse (<see cref="Shops.RunningShop.IsExcused"/>).</param>
internal sealed class FairClock(Func<bool> isExcused) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInterval = 3 * Interval; // later than that, the machine did not even let a timer run

    private readonly MachinePace _pace = new();
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;
    private long _now;

    /// <summary>What has passed since the clock was started.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _now));

    public void Start() => _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Counts a stretch of time, if nothing excuses it.</summary>
    public void Count(TimeSpan elapsed, bool isMachineBusy)
    {
        if (elapsed <= LongestInterval && !isMachineBusy && !isExcused()) Volatile.Write(ref _now, (Now + elapsed).Ticks);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    // A thread of its own: a pool that starves is no excuse of the machine's.
    private void Run()
    {
        for (var last = Stopwatch.GetTimestamp(); !_end.Token.WaitHandle.WaitOne(Interval);)
        {
            var isBusy = _pace.IsSlow();
            var now = Stopwatch.GetTimestamp();
            Count(Stopwatch.GetElapsedTime(last, now), isBusy);
            last = now;
        }
    }
}
