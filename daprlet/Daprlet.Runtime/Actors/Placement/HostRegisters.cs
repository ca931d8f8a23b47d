using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.NameResolution;

namespace Daprlet.Actors.Placement;

/// <summary>Chooses where the hosts of actors know each other from: wherever sidecars find each other.</summary>
internal static class HostRegisters
{
    private const string FileInRegistry = "actors.db";

    /// <exception cref="ComponentException">The Configuration's name resolution cannot be used.</exception>
    public static IHostRegister Create(SidecarServices services, string id, IActorPeer self, HostAddress address)
    {
        var @namespace = services.Options.NamespaceOrDefault;
        if (File(services) is not { } file)
            return new ProcessRegister(services.Options.Network?.Shared<HostBoard>() ?? new HostBoard(), id, @namespace, self);
        var logger = services.Options.Logging.CreateLogger("dapr.runtime.actors.placement");
        return new FileRegister(new HostTable(file, services.Options.Time), id, @namespace, self, address, services.Options.Time, logger);
    }

    /// <summary>The database that sidecars of different processes share; null when they do not find each other.</summary>
    private static string? File(SidecarServices services) =>
        services.Configuration.NameResolution.Component.Equals("sqlite", StringComparison.OrdinalIgnoreCase) ? SqliteNameOptions.From(services.Configuration.NameResolution, services.Options.WorkingDirectory).File
        : services.Options.RegistryFolder is { } folder ? Path.Combine(folder, FileInRegistry)
        : null;
}
