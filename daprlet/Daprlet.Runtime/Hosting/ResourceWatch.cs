using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>Watches the resource folders and Configuration files of a sidecar and has them read again when a file in them appears, changes or goes.</summary>
/// <param name="known">What the sidecar has been started with: looked at before it was read, so that nothing is missed.</param>
/// <param name="reload">Takes what there is now.</param>
internal sealed partial class ResourceWatch(SidecarOptions options, IReadOnlyList<WatchedFile> known, Func<CancellationToken, Task> reload, ILogger logger)
{
    /// <summary>Folders are looked at, for the ways in which systems tell of changes differ too much, and have limits.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private IReadOnlyList<WatchedFile> _seen = known;
    private IReadOnlyList<WatchedFile> _taken = known;
    private string? _problem;

    /// <summary>Watches until it is cancelled. What cannot be read leaves things as they are, and is logged once for each change.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
                await CompareAsync(cancellationToken);
        }
    }

    /// <summary>Takes what has changed once it changes no more: a file may be in the middle of being written.</summary>
    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = WatchedFile.Look(options);
            var settled = now.SequenceEqual(_seen);
            _seen = now;
            if (!settled || now.SequenceEqual(_taken))
                return;
            _taken = now;
            _problem = null;
            await reload(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The sidecar stops.
        }
        catch (Exception e)
        {
            // Whatever somebody writes into the folders, the sidecar goes on with what it has.
            if (e.Message != _problem)
                LogFailed(logger, e.Message);
            _problem = e.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The resources have changed and cannot be read again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
