using Daprlet.Components.Sqlite;

namespace Daprlet.Components.State.Sqlite;

/// <summary>The metadata of a <c>state.sqlite</c> component.</summary>
/// <param name="CleanupInterval">How often expired rows are removed; zero or less for never.</param>
internal sealed record SqliteStateOptions(SqliteLocation Location, string Table, string MetadataTable, TimeSpan CleanupInterval)
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);

    /// <exception cref="ComponentException">A value is missing or wrong.</exception>
    public static SqliteStateOptions From(ComponentContext context)
    {
        var metadata = context.Metadata;
        var connectionString = metadata.Get("connectionString", "url") ?? throw new ComponentException("missing connection string");
        if (Duration(metadata, "timeout", TimeSpan.FromSeconds(20)) < LeastTimeout)
            throw new ComponentException("invalid value for 'timeout': must be greater than 1s");
        var location = SqliteLocation.Parse(connectionString, context.WorkingDirectory, context.SidecarId, useWal: !metadata.GetBool("disableWAL"));
        var busyTimeout = metadata.GetDuration("busyTimeout", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        return new SqliteStateOptions(
            location with { BusyTimeout = busyTimeout > TimeSpan.Zero ? busyTimeout : TimeSpan.Zero },
            Identifier(metadata.Get("tableName") ?? "state"),
            Identifier(metadata.Get("metadataTableName") ?? "metadata"),
            Duration(metadata, "cleanupInterval", TimeSpan.Zero));
    }

    /// <summary>A duration, also under its older name that ends in InSeconds.</summary>
    private static TimeSpan Duration(ComponentMetadata metadata, string name, TimeSpan otherwise) =>
        metadata.GetDuration(metadata.Get(name) is null ? name + "InSeconds" : name, otherwise, TimeSpan.FromSeconds(1));

    /// <summary>Names of tables become part of SQL, so nothing but ASCII letters, digits and underscores is let in.</summary>
    private static string Identifier(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : throw new ComponentException($"invalid identifier: {name}");
}
