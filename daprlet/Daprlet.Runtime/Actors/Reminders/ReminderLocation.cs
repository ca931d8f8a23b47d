using Daprlet.Components.Sqlite;
using Daprlet.NameResolution;
using Daprlet.Resources;
using Daprlet.Scheduling;
using Daprlet.Sidecars;

namespace Daprlet.Actors.Reminders;

/// <summary>
/// Where the reminders of a sidecar are kept: where those sidecars look, too, which may host the same actors. So beside the register by which
/// sidecars find each other, unless the sidecar is given a file.
/// </summary>
internal sealed class ReminderLocation
{
    private readonly string? _file;
    private readonly string _scope;

    /// <exception cref="Components.ComponentException">The Configuration's name resolution is wrong.</exception>
    public ReminderLocation(SidecarOptions options, NameResolutionSpec names)
    {
        _file = names.Component.Equals("sqlite", StringComparison.OrdinalIgnoreCase) ? SqliteNameOptions.From(names, options.WorkingDirectory).File
            : options.RemindersFile is { } file ? Path.GetFullPath(file, options.WorkingDirectory)
            : options.RegistryFolder is { } folder ? Path.Combine(folder, "reminders.db")
            : null;
        _scope = options.Network?.Id ?? Guid.NewGuid().ToString("N");
    }

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be opened.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public Shared<ReminderStore>.Lease Open() => _file is { } file ? ReminderStore.Open(file) : ReminderStore.OpenInMemory(_scope);
}
