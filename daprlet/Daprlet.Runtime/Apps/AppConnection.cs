namespace Daprlet.Apps;

/// <summary>The app behind a sidecar: its channel, once the app's address is known.</summary>
public sealed class AppConnection
{
    private volatile AppChannel? _channel;
    private ReadOnlyMemory<byte> _configuration;

    /// <summary>The channel, or null for a sidecar without an app.</summary>
    public AppChannel? Channel
    {
        get => _channel;
        internal set => _channel = value;
    }

    /// <summary>What the app answered to <c>GET /dapr/config</c>: JSON, or nothing.</summary>
    public ReadOnlyMemory<byte> Configuration
    {
        get => _configuration;
        internal set => _configuration = value;
    }
}
