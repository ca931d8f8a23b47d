namespace Daprlet.Apps;

/// <summary>The app behind a sidecar: its channel, once the app's address is known.</summary>
public sealed class AppConnection
{
    private volatile AppChannel? _channel;

    /// <summary>The channel, or null for a sidecar without an app.</summary>
    public AppChannel? Channel
    {
        get => _channel;
        internal set => _channel = value;
    }
}
