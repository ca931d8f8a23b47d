using System.Diagnostics.CodeAnalysis;

namespace Daprlet.Schedules;

/// <summary>The zone in front of a cron expression: <c>CRON_TZ=Europe/Berlin 0 6 * * *</c>, or with <c>TZ=</c>.</summary>
internal static class CronZone
{
    private static readonly string[] Prefixes = ["CRON_TZ=", "TZ="];

    /// <summary>Takes the zone, if there is one, off an expression.</summary>
    public static bool TrySplit(string text, TimeZoneInfo local, [NotNullWhen(true)] out TimeZoneInfo? zone, out string expression, [NotNullWhen(false)] out string? error)
    {
        (zone, expression, error) = (local, text, null);
        if (Array.Find(Prefixes, prefix => text.StartsWith(prefix, StringComparison.Ordinal)) is not { } prefix)
            return true;
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var name = text[prefix.Length..(end < 0 ? text.Length : end)];
        expression = end < 0 ? "" : text[end..].Trim();
        zone = Find(name, local);
        error = zone is null ? $"unknown time zone {name}" : null;
        return zone is not null;
    }

    /// <summary>A zone by its name in the IANA data base. Names that would lead out of the folder of zones are none.</summary>
    private static TimeZoneInfo? Find(string name, TimeZoneInfo local) => name switch
    {
        "" => TimeZoneInfo.Utc,
        "Local" => local,
        _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') || name[0] is '/' => null,
        _ => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null,
    };
}
