using Daprlet.Json;

namespace Daprlet.Components.State;

/// <summary>The metadata <c>ttlInSeconds</c> of a write.</summary>
public static class TimeToLive
{
    /// <summary>The name is compared as it is written.</summary>
    public const string MetadataName = "ttlInSeconds";

    /// <summary>The seconds given, or null when there are none; what a number at or below zero means is the backend's to say.</summary>
    /// <param name="fault">Set when the text is not a whole number of 64 bits.</param>
    /// <param name="parser">The function of Go's with which Dapr's backend reads it, and which its message names.</param>
    public static long? Read(IReadOnlyDictionary<string, string> metadata, out StateFault? fault, string parser = "ParseInt")
    {
        fault = null;
        if (metadata.Count == 0 || !metadata.TryGetValue(MetadataName, out var text) || text.Length == 0)
            return null;
        if (GoInteger.TryParse(text, parser, out var seconds, out var error))
            return seconds;
        fault = StateFault.Refused(error!);
        return null;
    }

    /// <summary>The moment that many seconds after another, at most the last one that can be written down.</summary>
    public static DateTimeOffset After(DateTimeOffset now, long seconds) =>
        seconds < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(seconds) : DateTimeOffset.MaxValue;
}
