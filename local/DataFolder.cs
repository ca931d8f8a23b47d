using System.Diagnostics;
using Daprlet.Files;

namespace DaprShop.Local;

/// <summary>The folder with everything that a run keeps: databases, secrets, tokens, logs.</summary>
internal sealed class DataFolder
{
    private static readonly string[] Databases = [.. ((string[])[".sqlite", ".db"]).SelectMany(file => (string[])[file, $"{file}-wal", $"{file}-shm", $"{file}-journal"])];

    // A killed run's guardian gives the apps three seconds before it kills them.
    private static readonly TimeSpan EarlierRunLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private DataFolder(string path) => FullPath = path;

    public string FullPath { get; }

    public string Secrets => Path.Combine(FullPath, "secrets.json");

    public string Apps => Path.Combine(FullPath, "apps.json");

    public string Reminders => Path.Combine(FullPath, "reminders.db");

    private string Mail => Path.Combine(FullPath, "mail");

    public string Logs => Path.Combine(FullPath, "logs");

    /// <summary>Held by the run's guardian until the last process of the run has ended.</summary>
    public string GuardianLock => Path.Combine(FullPath, "guardian.lock");

    private string RunLock => Path.Combine(FullPath, "run.lock");

    /// <summary>Creates the folder where it is missing.</summary>
    /// <exception cref="LocalException">It cannot be created.</exception>
    public static DataFolder Create(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            OwnerOnly.CreateFolder(full);
            return new DataFolder(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalException($"The data folder {full} cannot be created: {e.Message}", e);
        }
    }

    /// <summary>Takes the folder for one run, until the result is disposed or this process ends. Waits for what is left of a run that was killed.</summary>
    /// <exception cref="LocalException">Another run has it.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var held = TryHold(RunLock) ?? throw new LocalException($"Another run uses {DisplayPath.Of(FullPath)}; give this one a folder of its own with --data.");
        var since = Stopwatch.StartNew();
        while (File.Exists(GuardianLock))
        {
            using var free = TryHold(GuardianLock);
            if (free is not null)
                break;
            if (since.Elapsed > EarlierRunLimit)
                throw new LocalException($"What is left of an earlier run still uses {DisplayPath.Of(FullPath)}; give this one a folder of its own with --data.");
            await Task.Delay(PollInterval, cancellationToken);
        }
        return held;
    }

    /// <summary>Takes away from others what an earlier run has left readable.</summary>
    /// <returns>What of it is still open to others, for a warning; null for nothing.</returns>
    public string? Restrict()
    {
        var mine = Directory.EnumerateFiles(FullPath).Where(IsOfRun)
            .Concat(((string[])[Logs, Mail]).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder).Append(folder)));
        return mine.ToList().Find(path => !OwnerOnly.TryRestrict(path)) ?? (OwnerOnly.IsOpenToOthers(FullPath) ? FullPath : null);
    }

    // A folder that was chosen with --data may have other things in it, which are none of ours.
    private static bool IsOfRun(string path) => Path.GetFileName(path) is "secrets.json" or "apps.json" or "run.lock" or "guardian.lock"
        || Databases.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    private static FileStream? TryHold(string file)
    {
        try
        {
            return OwnerOnly.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // somebody else holds it
        }
    }
}
