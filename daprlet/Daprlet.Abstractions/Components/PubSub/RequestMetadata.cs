using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Components.PubSub;

/// <summary>Metadata of a message that Dapr itself understands; names match in any letter case, but for <c>rawPayload</c>.</summary>
internal static class RequestMetadata
{
    public static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    /// <summary>The value of a name, or null.</summary>
    public static string? Find(IReadOnlyDictionary<string, string> metadata, string name)
    {
        foreach (var (key, value) in metadata)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    /// <summary>Whether the message has no envelope (<c>rawPayload</c>). False when the word is none of Go's booleans.</summary>
    public static bool TryReadRaw(IReadOnlyDictionary<string, string> metadata, out bool raw, out string word)
    {
        word = metadata.GetValueOrDefault("rawPayload", "");
        raw = word is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return raw || word is "" or "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    /// <summary>How long the message lives: <c>ttl</c>, else <c>ttlInSeconds</c>; a Go duration or a whole number of seconds. Null when there is none that can be read.</summary>
    public static TimeSpan? TimeToLive(IReadOnlyDictionary<string, string> metadata)
    {
        var text = Find(metadata, "ttl") ?? Find(metadata, "ttlInSeconds") ?? "";
        if (GoDuration.TryParse(text, out var duration))
            return duration;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, (ulong)TimeSpan.MaxValue.TotalSeconds - 1))
            : null;
    }
}
