using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daprlet.Components;
using Daprlet.Resources;

namespace Daprlet.NameResolution;

/// <summary>The settings of <c>nameresolution.sqlite</c>, with Dapr's names and defaults.</summary>
internal sealed partial record SqliteNameOptions
{
    /// <summary>The database's full path.</summary>
    public required string File { get; init; }

    public string Table { get; init; } = "hosts";

    public string MetadataTable { get; init; } = "metadata";

    /// <summary>A sidecar that has not renewed its row for this long is not found; whole seconds, at least two.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When rows of sidecars that died are deleted.</summary>
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromHours(1);

    /// <param name="workingDirectory">Where a relative path starts.</param>
    /// <exception cref="ComponentException">A setting is missing or wrong.</exception>
    public static SqliteNameOptions From(NameResolutionSpec spec, string workingDirectory)
    {
        var metadata = new ComponentMetadata(spec.Configuration.Select(item => new KeyValuePair<string, string>(item.Key, Text(item.Value))));
        var connection = metadata.Get("connectionString", "url") ?? throw new ComponentException("name resolution sqlite: missing connection string");
        var options = new SqliteNameOptions
        {
            File = Path.GetFullPath(FileOf(connection), workingDirectory),
            Table = metadata.Get("tableName") ?? "hosts",
            MetadataTable = metadata.Get("metadataTableName") ?? "metadata",
            UpdateInterval = metadata.GetDuration("updateInterval", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)),
            CleanupInterval = metadata.GetDuration("cleanupInterval", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1)),
        };
        if (!Identifier().IsMatch(options.Table) || !Identifier().IsMatch(options.MetadataTable))
            throw new ComponentException("name resolution sqlite: invalid identifier for table name");
        return options.UpdateInterval >= TimeSpan.FromSeconds(2) ? options : throw new ComponentException("name resolution sqlite: update interval must be at least 1s greater than timeout");
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "";

    /// <summary>The path in a connection string of Dapr: with or without <c>file:</c> before it and parameters behind it.</summary>
    private static string FileOf(string connection)
    {
        var path = connection.StartsWith("file:", StringComparison.Ordinal) ? connection["file:".Length..] : connection;
        return path.Split('?')[0];
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
