namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>The metadata of <c>pubsub.sqlite</c>.</summary>
/// <param name="File">The full path of the database.</param>
/// <param name="IsSynced">Whether what was accepted survives a power cut, not only the death of processes.</param>
/// <param name="ConsumerId">The name of the group that shares the messages of a topic.</param>
/// <param name="Concurrency">Deliveries at once for each subscription.</param>
/// <param name="Lease">How long a message stays with a consumer that gives no sign of life.</param>
/// <param name="PollInterval">How often to look for what other processes have written.</param>
/// <param name="Retention">How long a message waits for a first consumer, and a group for a consumer to come back.</param>
internal sealed record SqlitePubSubOptions(
    string File, bool IsSynced, string ConsumerId, int Concurrency, TimeSpan Lease, TimeSpan PollInterval, TimeSpan Retention, RedeliveryOptions Redelivery)
{
    private const int MaxConcurrency = 1024;

    /// <exception cref="ComponentException">A value is missing or makes no sense.</exception>
    public static SqlitePubSubOptions From(ComponentContext context)
    {
        var metadata = context.Metadata;
        var file = metadata.Get("connectionString") ?? throw new ComponentException("missing connection string");
        return new SqlitePubSubOptions(
            Path.GetFullPath(Path.Combine(context.WorkingDirectory, file)),
            IsFull(metadata.Get("synchronous") ?? "normal"),
            metadata.Get("consumerID") ?? context.AppId,
            metadata.GetInt("concurrency", 16) is > 0 and <= MaxConcurrency and var concurrency ? concurrency : throw new ComponentException($"metadata concurrency must be from 1 to {MaxConcurrency}"),
            Duration(metadata, "leaseDuration", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1)),
            Duration(metadata, "pollInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1)),
            Duration(metadata, "retention", TimeSpan.FromDays(7), TimeSpan.FromSeconds(1)),
            RedeliveryOptions.From(metadata));
    }

    private static bool IsFull(string synchronous) => synchronous.ToLowerInvariant() switch
    {
        "normal" => false,
        "full" => true,
        _ => throw new ComponentException("metadata synchronous must be normal or full"),
    };

    private static TimeSpan Duration(ComponentMetadata metadata, string name, TimeSpan otherwise, TimeSpan unit) =>
        metadata.GetDuration(name, otherwise, unit) is var duration && duration > TimeSpan.Zero ? duration : throw new ComponentException($"metadata {name} must be above zero");
}
