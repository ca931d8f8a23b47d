using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>Reads members of the sidecar's JSON that may be missing.</summary>
internal static class SidecarJson
{
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member.GetString() : null;

    /// <summary>A member in base64; empty if it is missing or null.</summary>
    public static byte[] Bytes(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member.GetBytesFromBase64() : [];

    /// <summary>A duration; zero if it is missing, -1 ms if it is empty.</summary>
    public static TimeSpan Time(this JsonElement json, string name) => json.Text(name) is { } text ? DaprDuration.Parse(text) : TimeSpan.Zero;
}
