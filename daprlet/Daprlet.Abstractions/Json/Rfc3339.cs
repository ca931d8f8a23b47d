using System.Globalization;

namespace Daprlet.Json;

/// <summary>Moments as Go writes them (RFC 3339), each in its own offset, with <c>Z</c> for UTC.</summary>
public static class Rfc3339
{
    /// <summary>To the second: <c>2026-01-31T12:30:05Z</c>.</summary>
    public static string Seconds(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Offset(moment);

    /// <summary>With as much of the second's fraction as there is: <c>2026-01-31T12:30:05.25+02:00</c>.</summary>
    public static string Precise(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + Offset(moment);

    private static string Offset(DateTimeOffset moment) => moment.Offset == TimeSpan.Zero ? "Z" : moment.ToString("zzz", CultureInfo.InvariantCulture);
}
