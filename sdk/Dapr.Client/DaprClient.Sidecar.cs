namespace Dapr.Client;

/// <content>The sidecar itself.</content>
public abstract partial class DaprClient
{
    /// <summary>Whether the sidecar is ready and has reached the app; false if there is no sidecar.</summary>
    public abstract Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the sidecar's components are ready, the app or not; false if there is no sidecar.</summary>
    public abstract Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits, without a limit of its own, until <see cref="CheckOutboundHealthAsync"/> is true.</summary>
    public abstract Task WaitForSidecarAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks the sidecar to end.</summary>
    public abstract Task ShutdownSidecarAsync(CancellationToken cancellationToken = default);

    /// <summary>What the sidecar says of itself.</summary>
    public abstract Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an attribute to <see cref="DaprMetadata.Extended"/>.</summary>
    public abstract Task SetMetadataAsync(string attributeName, string attributeValue, CancellationToken cancellationToken = default);
}
