using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>What an app hosts, and what it asks of the sidecar for it. The sidecar's own defaults hold where nothing is said.</summary>
public sealed class ActorRuntimeOptions
{
    private TimeSpan? _actorIdleTimeout;
    private TimeSpan? _actorScanInterval;
    private TimeSpan? _drainOngoingCallTimeout;
    private JsonSerializerOptions _jsonSerializerOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true };
    private string _daprApiToken = string.Empty;
    private int? _remindersStoragePartitions;

    public ActorRuntimeOptions()
    {
    }

    public ActorRegistrationCollection Actors { get; } = [];

    /// <summary>How long an actor stays active without calls.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? ActorIdleTimeout
    {
        get => _actorIdleTimeout;
        set => _actorIdleTimeout = Positive(value);
    }

    /// <summary>How often the sidecar looks for idle actors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? ActorScanInterval
    {
        get => _actorScanInterval;
        set => _actorScanInterval = Positive(value);
    }

    /// <summary>How long a running call may take when its actor moves to another host.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? DrainOngoingCallTimeout
    {
        get => _drainOngoingCallTimeout;
        set => _drainOngoingCallTimeout = Positive(value);
    }

    /// <summary>Whether a running call may end before its actor moves to another host.</summary>
    public bool DrainRebalancedActors { get; set; }

    public ActorReentrancyConfig ReentrancyConfig { get; set; } = new();

    /// <summary>Whether strongly typed calls carry JSON instead of data contracts. Proxies of other factories must be told the same.</summary>
    public bool UseJsonSerialization { get; set; }

    /// <summary>How JSON is written and read: states, arguments and results. Camel case, read in any case, if not said.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _jsonSerializerOptions;
        set => _jsonSerializerOptions = value ?? throw new ArgumentNullException(nameof(JsonSerializerOptions), $"{nameof(ActorRuntimeOptions)}.{nameof(JsonSerializerOptions)} cannot be null");
    }

    /// <summary>The token of the sidecar; that of the configuration or environment if not said.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string? DaprApiToken
    {
        get => _daprApiToken;
        set => _daprApiToken = value ?? throw new ArgumentNullException(nameof(DaprApiToken), $"{nameof(ActorRuntimeOptions)}.{nameof(DaprApiToken)} cannot be null");
    }

    /// <summary>Over how many keys reminders are spread, where they are kept in the state store.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? RemindersStoragePartitions
    {
        get => _remindersStoragePartitions;
        set => _remindersStoragePartitions = value < 0 ? throw new ArgumentOutOfRangeException(nameof(value), value, "must be positive") : value;
    }

    /// <summary>The address of the sidecar; that of the configuration or environment if not said.</summary>
    public string? HttpEndpoint { get; set; }

    private static TimeSpan? Positive(TimeSpan? value) =>
        value <= TimeSpan.Zero ? throw new ArgumentOutOfRangeException(nameof(value), value, "must be positive") : value;
}
