using System.Text.Json;

namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>The metadata of a message as it is stored: a JSON object, or nothing where there is none.</summary>
internal static class MessageMetadata
{
    public static string? Write(IReadOnlyDictionary<string, string> metadata) => metadata.Count == 0 ? null : JsonSerializer.Serialize(metadata);

    public static IReadOnlyDictionary<string, string> Read(string? stored) =>
        stored is null ? RequestMetadata.Empty : JsonSerializer.Deserialize<Dictionary<string, string>>(stored)!;
}
