using System.Globalization;

namespace DaprShop.ServiceDefaults.State;

internal static class TimeToLive
{
    /// <summary>The metadata of a write that goes away by itself (Dapr, "State Time-to-Live (TTL)").</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, which Dapr takes for never, or more than it can count.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(TimeSpan timeToLive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeToLive, TimeSpan.FromSeconds(int.MaxValue));
        return new Dictionary<string, string> { ["ttlInSeconds"] = ((int)timeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture) };
    }
}
