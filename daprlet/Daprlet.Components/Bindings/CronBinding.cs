using System.Globalization;
using Daprlet.Schedules;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components.Bindings;

/// <summary>
/// <c>bindings.cron</c>: an empty event whenever its <c>schedule</c> says so (see <see cref="CronSchedule"/>). An event that the app does not
/// take is not repeated, and times that pass while nothing runs are not made up for.
/// </summary>
internal sealed partial class CronBinding : IInputBinding
{
    /// <summary>Events under way at once; an app that is further behind misses the next.</summary>
    private const int MaxUnderWay = 1000;

    private string _name = "";
    private CronSchedule? _schedule;
    private TimeProvider _time = TimeProvider.System;
    private ILogger? _logger;

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var text = context.Metadata.Get("schedule") ?? throw new ComponentException("schedule not set");
        if (!CronSchedule.TryParse(text, context.Time.LocalTimeZone, out _schedule, out var error))
            throw new ComponentException($"invalid schedule format '{text}': {error}");
        (_name, _time) = (context.Name, context.Time);
        _logger = context.Logging.CreateLogger("dapr.contrib.bindings.cron");
        return Task.CompletedTask;
    }

    public IAsyncDisposable Read(BindingHandler handler) => new Clock(this, handler);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private BindingEvent Event() => new(ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>
    {
        ["timeZone"] = "Local",
        ["readTimeUTC"] = _time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture),
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "name: {Name}, an event is left out: {Count} are under way")]
    private static partial void LogBehind(ILogger logger, string name, int count);

    /// <summary>What fires until it is disposed.</summary>
    private sealed class Clock : IAsyncDisposable
    {
        /// <summary>The calendar may change while one waits, and a timer has a longest time.</summary>
        private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

        private readonly CancellationTokenSource _stopping = new();
        private readonly CronBinding _binding;
        private readonly BindingHandler _handler;
        private readonly Task _running;
        private readonly HashSet<Task> _underWay = [];

        public Clock(CronBinding binding, BindingHandler handler)
        {
            _binding = binding;
            _handler = handler;
            _running = RunAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running;
            await Task.WhenAll(_underWay);
            _stopping.Dispose();
        }

        private async Task RunAsync()
        {
            var due = _binding._schedule!.Next(_binding._time.GetUtcNow());
            while (due is { } moment && await WaitAsync(moment))
            {
                Fire();
                var next = _binding._schedule.Next(moment);
                var now = _binding._time.GetUtcNow();
                due = next < now ? _binding._schedule.Next(now) : next;
            }
        }

        /// <summary>Waits for a moment; false when the binding ends before.</summary>
        private async Task<bool> WaitAsync(DateTimeOffset moment)
        {
            try
            {
                for (var left = Left(moment); left > TimeSpan.Zero; left = Left(moment))
                    await Task.Delay(left < LongestWait ? left : LongestWait, _binding._time, _stopping.Token);
                return !_stopping.IsCancellationRequested;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        /// <summary>In whole milliseconds, as timers count.</summary>
        private TimeSpan Left(DateTimeOffset moment) => TimeSpan.FromMilliseconds(Math.Ceiling((moment - _binding._time.GetUtcNow()).TotalMilliseconds));

        private void Fire()
        {
            _underWay.RemoveWhere(task => task.IsCompleted);
            if (_underWay.Count < MaxUnderWay)
                _underWay.Add(_handler(_binding.Event()));
            else
                LogBehind(_binding._logger!, _binding._name, MaxUnderWay);
        }
    }
}
