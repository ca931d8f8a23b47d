namespace Daprlet.PubSub;

/// <summary>Names of metadata that the sidecar itself adds to deliveries.</summary>
internal static class ReservedMetadata
{
    /// <summary>Tells the app which component an event comes through.</summary>
    public const string PubSubName = "pubsubName";
}
