using System.Text.Json;
using Daprlet.Components;
using Daprlet.Files;
using Microsoft.Extensions.Logging;

namespace Daprlet.NameResolution;

/// <summary>
/// The sidecars that one user runs on one machine: a folder that only this user may read, with a file a sidecar, whose time of change is
/// its heartbeat.
/// </summary>
/// <param name="folder">The full path; created when it is missing.</param>
internal sealed partial class UserRegistry(string folder, TimeProvider time, ILogger logger) : INameResolver
{
    private const string Extension = ".json";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Forgetting = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CacheTime = TimeSpan.FromMilliseconds(250);

    private readonly string _file = Path.Combine(folder, Guid.NewGuid().ToString("N") + Extension);
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;
    private volatile Listing? _listing;

    /// <summary>The folder of the user who runs this process.</summary>
    public static string DefaultFolder { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? Path.Combine(data, "daprlet", "sidecars")
            : Path.Combine(Path.GetTempPath(), $"daprlet-{Environment.UserName}", "sidecars");

    /// <exception cref="ComponentException">The folder cannot be made, or belongs to somebody else.</exception>
    public async Task RegisterAsync(Peer self, CancellationToken cancellationToken)
    {
        try
        {
            CreateFolder();
            RemoveForgotten();
            await WriteAsync(self, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"the registry of sidecars in {folder} cannot be used: {e.Message}", e);
        }
        _beating = BeatAsync(self, _stopping.Token);
    }

    public Task<IReadOnlyList<Peer>> FindAsync(string appId, string @namespace, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Peer>>([.. Current().Where(peer => peer.AppId == appId && peer.Namespace == @namespace)]);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
        if (Directory.Exists(folder))
            File.Delete(_file);
        _stopping.Dispose();
    }

    /// <exception cref="IOException">The folder has something in it that is not the registry's: what is in it would be deleted, and closed to others.</exception>
    private void CreateFolder()
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !IsOurs(name!)) is { } other)
            throw new IOException($"it has \"{other}\" in it, and must be a folder of its own");
        OwnerOnly.CreateFolder(folder);
        if (!OwnerOnly.TryRestrict(folder))
            throw new UnauthorizedAccessException("it is another user's.");
    }

    /// <summary>Written beside and moved into place, so that nobody reads half of it.</summary>
    private async Task WriteAsync(Peer self, CancellationToken cancellationToken)
    {
        var draft = _file + ".new";
        await using (var file = OwnerOnly.Open(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(self), cancellationToken);
        File.Move(draft, _file, overwrite: true);
    }

    private async Task BeatAsync(Peer self, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await BeatOnceAsync(self, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task BeatOnceAsync(Peer self, CancellationToken cancellationToken)
    {
        try
        {
            if (!Directory.Exists(folder))
                CreateFolder();
            if (File.Exists(_file))
                File.SetLastWriteTimeUtc(_file, time.GetUtcNow().UtcDateTime);
            else
                await WriteAsync(self, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRenewed(logger, folder, e.Message);
        }
    }

    private IReadOnlyList<Peer> Current()
    {
        var now = time.GetUtcNow();
        if (_listing is { } known && now - known.At < CacheTime)
            return known.Peers;
        var listing = new Listing(now, Directory.Exists(folder) ? [.. Entries().Where(file => Age(file) < Silence).Select(Read).OfType<Peer>()] : []);
        _listing = listing;
        return listing.Peers;
    }

    /// <summary>Whether the registry, or a database that lies beside it, has made a file of the name; hidden ones are left alone.</summary>
    private static bool IsOurs(string name) =>
        name.StartsWith('.') || name.Contains(".db", StringComparison.Ordinal) || (name.Contains(Extension, StringComparison.Ordinal) && Guid.TryParseExact(name.Split('.')[0], "N", out _));

    private IEnumerable<FileInfo> Entries() => new DirectoryInfo(folder).EnumerateFiles("*" + Extension);

    private TimeSpan Age(FileInfo file) => time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc;

    private void RemoveForgotten()
    {
        foreach (var file in Entries().Where(file => Age(file) > Forgetting))
            file.Delete();
    }

    /// <summary>An entry, or null when its sidecar has just taken it away.</summary>
    private static Peer? Read(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<Peer>(File.ReadAllBytes(file.FullName));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sidecar's entry in {Folder} could not be renewed: {Cause}")]
    private static partial void LogNotRenewed(ILogger logger, string folder, string cause);

    private sealed record Listing(DateTimeOffset At, IReadOnlyList<Peer> Peers);
}
