using Daprlet.Components;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.NameResolution;

/// <summary>Chooses how a sidecar finds those of other processes.</summary>
internal static partial class NameResolvers
{
    /// <summary>What the Configuration names, else the user's registry, else nothing: the sidecar knows only those of its own process.</summary>
    /// <exception cref="ComponentException">The Configuration names a resolver that daprlet does not have, or one that cannot be used.</exception>
    public static INameResolver? Create(NameResolutionSpec spec, SidecarOptions options, ILogger logger)
    {
        if (spec.Component.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
            return new SqliteNameResolver(SqliteNameOptions.From(spec, options.WorkingDirectory), options.Time, logger);
        if (spec.Component.Length > 0)
            LogOther(logger, spec.Component);
        return options.RegistryFolder is { } folder ? new UserRegistry(folder, options.Time, logger) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Name resolution {Component} is daprd's alone; sidecars find each other by the registry of this user on this machine")]
    private static partial void LogOther(ILogger logger, string component);
}
