using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Testing;

/// <summary>How a service is started for a test.</summary>
public sealed record ServiceHostOptions
{
    /// <summary>The service's app id.</summary>
    public required string AppId { get; init; }

    /// <summary>The components of its sidecar.</summary>
    public IReadOnlyList<ComponentManifest> Components { get; init; } = [];

    /// <summary>What the secret store <c>secrets</c> holds; there is none without.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>The component types that the sidecar knows.</summary>
    public ComponentTypes ComponentTypes { get; init; } = BuiltInComponents.Types();

    /// <summary>The sidecars that this one can call, and that can call this one; null for a service that is alone.</summary>
    public SidecarNetwork? Network { get; init; }

    /// <summary>The folder where the sidecar finds those of other processes, and they it; null for one that is found in this process alone.</summary>
    public string? RegistryFolder { get; init; }

    /// <summary>The service's configuration, beside ports and tokens.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Replaces services of the service, such as its clock.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>The sidecar's clock; the service has its own.</summary>
    public TimeProvider SidecarTime { get; init; } = TimeProvider.System;

    /// <summary>The file that keeps the reminders of the service's actors, for a test that restarts them; null for memory.</summary>
    public string? RemindersFile { get; init; }

    /// <summary>What the sidecar does wrong on purpose.</summary>
    public SidecarFaults Faults { get; init; } = SidecarFaults.None;

    /// <summary>What the service is told of its sidecar; for a test that puts something in between.</summary>
    public Func<Sidecar, IReadOnlyDictionary<string, string>> WayToSidecar { get; init; } = sidecar => sidecar.AppEnvironment();

    /// <summary>Where the sidecar calls the service that listens on a port; for a test that puts something in between.</summary>
    public Func<int, int> WayToApp { get; init; } = port => port;

    /// <summary>How long the sidecar waits, when it ends, for what is under way.</summary>
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the app demands its token of every caller, as it does wherever the shop runs.</summary>
    public bool AppTokenDemanded { get; init; } = true;
}
