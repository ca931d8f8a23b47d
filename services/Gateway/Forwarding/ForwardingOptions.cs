namespace DaprShop.Gateway.Forwarding;

/// <summary>Section <c>Forwarding</c> of the configuration.</summary>
internal sealed class ForwardingOptions
{
    /// <summary>How long a service may take for a whole answer; 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
