using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>Watches the resource folders of a sidecar and has them read again when a file in them appears, changes or goes.</summary>
/// <param name="reload">Takes what there is now.</param>
internal sealed partial class ResourceWatch(SidecarOptions options, Func<ResourceSet, CancellationToken, Task> reload, ILogger logger)
{
    /// <summary>Folders are looked at, for the ways in which systems tell of changes differ too much, and have limits.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private List<FileState> _last = Look(options.ResourcesPaths);

    /// <summary>Watches until it is cancelled. What cannot be read is logged, and leaves things as they are.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, options.Time, cancellationToken);
                await CompareAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar stops.
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = Look(options.ResourcesPaths);
            if (now.SequenceEqual(_last))
                return;
            var resources = ResourceSet.Load(options.ResourcesPaths, options.AppId, options.Namespace, e => LogSkipped(logger, e.Message));
            _last = now;
            await reload(resources, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ResourceException)
        {
            LogFailed(logger, e.Message);
        }
    }

    private static List<FileState> Look(IReadOnlyList<string> folders) =>
        [.. folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Select(file => new FileState(file.FullName, file.LastWriteTimeUtc, file.Length)).OrderBy(file => file.Path, StringComparer.Ordinal)];

    private readonly record struct FileState(string Path, DateTime Written, long Length);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resource is passed over: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The resources have changed and cannot be read again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
