using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>One app of a run: its sidecar and its process. Every path is absolute.</summary>
public sealed record RunApp
{
    /// <summary>What the sidecar is started with. Logging, network and time are the run's own.</summary>
    public required SidecarOptions Sidecar { get; init; }

    /// <summary>What people read: the app id, with a number behind it where the app has several instances.</summary>
    public string Name { get => field ?? Sidecar.AppId; init; }

    /// <summary>The folder that the app runs in.</summary>
    public required string Directory { get; init; }

    /// <summary>The program and its arguments; none when only the sidecar is to run.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Environment variables for the app, beside those that Dapr sets; null takes an inherited one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public RunLog AppLog { get; init; } = new(LogDestination.Console, null);

    public RunLog SidecarLog { get; init; } = new(LogDestination.None, null);

    /// <summary>The sidecar's log level: debug, info, warn, error or fatal.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>Whether the sidecar logs in JSON.</summary>
    public bool LogsAsJson { get; init; }

    /// <summary>Whether the app is started again also after it has ended with exit code 0.</summary>
    public bool IsService { get; init; }
}

/// <summary>Where lines go.</summary>
[Flags]
public enum LogDestination
{
    None = 0,
    Console = 1,
    File = 2,
    FileAndConsole = Console | File,
}

/// <summary>Where the lines of an app or a sidecar go.</summary>
/// <param name="File">The path of the log file; null where no file is written.</param>
public sealed record RunLog(LogDestination Destination, string? File);
