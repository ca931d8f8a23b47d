using System.Collections.Concurrent;
using System.Diagnostics;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>One of the instances of an app: a process, and another one for its sidecar, if it has one.</summary>
internal sealed class ServiceInstance : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly KillableProgram? _sidecar;
    private readonly bool _sidecarLast;
    private readonly IReadOnlyList<Uri> _health;
    private readonly Task _watching;
    private long _livesUp;
    private readonly ConcurrentQueue<long> _changes = [];

    /// <param name="sidecarLast">Whether the app needs its sidecar to the last; else the sidecar, which brings the calls, goes first.</param>
    /// <param name="health">Where a success means that a process is up, for each.</param>
    public ServiceInstance(string appId, KillableProgram app, KillableProgram? sidecar, bool sidecarLast, IReadOnlyList<Uri> health)
    {
        (AppId, App, _sidecar, _sidecarLast, _health) = (appId, app, sidecar, sidecarLast, health);
        _watching = WatchAsync();
    }

    public string AppId { get; }

    public KillableProgram App { get; }

    /// <summary>Whether its processes run, and have been up since they were started. One that answers no more is up: that is no excuse.</summary>
    public bool IsUp => Lives() is var lives && lives != 0 && lives == Volatile.Read(ref _livesUp);

    /// <summary>When it came up or went, as <see cref="Stopwatch.GetTimestamp"/> says it.</summary>
    public IReadOnlyCollection<long> Changes => _changes;

    /// <summary>Kills both processes.</summary>
    /// <returns>Whether there was something to end.</returns>
    public bool Kill() => App.Kill() | (_sidecar?.Kill() ?? false);

    /// <summary>Goes in order, and comes back.</summary>
    public async Task MoveAsync(TimeSpan away, CancellationToken cancellationToken)
    {
        KillableProgram[] programs = _sidecar is null ? [App] : _sidecarLast ? [App, _sidecar] : [_sidecar, App];
        foreach (var program in programs) await program.LeaveAsync(Grace);
        await Task.Delay(away, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var program in programs) program.CallBack();
        while (!IsUp && !cancellationToken.IsCancellationRequested)
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        await Task.WhenAll(App.DisposeAsync().AsTask(), _sidecar?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        _client.Dispose();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        for (var wasUp = false; !_end.IsCancellationRequested;)
        {
            var lives = Lives();
            if (lives != 0 && lives != _livesUp && await AllAnswerAsync()) Volatile.Write(ref _livesUp, lives);
            if (IsUp != wasUp)
            {
                wasUp = !wasUp;
                _changes.Enqueue(Stopwatch.GetTimestamp());
            }

            await Task.Delay(PollInterval, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> AllAnswerAsync()
    {
        try
        {
            foreach (var url in _health)
            {
                using var answer = await _client.GetAsync(url, _end.Token);
                if (!answer.IsSuccessStatusCode) return false;
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false; // not there yet
        }
    }

    /// <summary>Which start of both processes runs; 0 while one does not.</summary>
    private long Lives()
    {
        var (first, second) = (App.Life, _sidecar?.Life ?? 1);
        return first == 0 || second == 0 ? 0 : ((long)first << 32) + second;
    }
}
