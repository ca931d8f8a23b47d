#nullable disable annotations
using System.Text.Json;

namespace Dapr.Actors.Client;

/// <summary>How a proxy talks to the sidecar and to the actor.</summary>
public class ActorProxyOptions
{
    private JsonSerializerOptions _jsonSerializerOptions = new(JsonSerializerDefaults.Web);

    public ActorProxyOptions()
    {
    }

    /// <summary>How JSON is written and read; <see cref="JsonSerializerDefaults.Web"/> if not said.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _jsonSerializerOptions;
        set => _jsonSerializerOptions = value ?? throw new ArgumentNullException(nameof(JsonSerializerOptions), $"{nameof(ActorProxyOptions)}.{nameof(JsonSerializerOptions)} cannot be null");
    }

    /// <summary>The token of the sidecar; that of the environment if not said.</summary>
    public string DaprApiToken { get; set; } = DaprDefaults.GetDefaultDaprApiToken(null);

    /// <summary>The address of the sidecar; that of the environment if not said.</summary>
    public string HttpEndpoint { get; set; } = DaprDefaults.GetDefaultHttpEndpoint();

    /// <summary>How long a call may take; 100 seconds if not said.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether strongly typed calls carry JSON instead of data contracts. The actor's runtime must be told the same.</summary>
    public bool UseJsonSerialization { get; set; }
}
