using System.Diagnostics.CodeAnalysis;

namespace Daprlet.Schedules;

/// <summary>The six fields of a cron expression.</summary>
internal sealed record CronFields(CronField Second, CronField Minute, CronField Hour, CronField DayOfMonth, CronField Month, CronField DayOfWeek)
{
    private static readonly CronFieldRange[] Ranges =
        [CronFieldRange.Second, CronFieldRange.Minute, CronFieldRange.Hour, CronFieldRange.DayOfMonth, CronFieldRange.Month, CronFieldRange.DayOfWeek];

    /// <summary>Up to this hour a day that does not match is passed over at once; from there by the hour, because clocks may be changed at its end.</summary>
    private const int LateHour = 20;

    /// <summary>Reads five or six fields with blanks between, or a word that stands for them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronFields? fields, [NotNullWhen(false)] out string? error)
    {
        fields = null;
        var words = Expand(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (5 or 6))
        {
            error = text.StartsWith('@') ? $"unknown schedule {text}" : $"expected 5 or 6 fields, found {words.Length}";
            return false;
        }
        if (words.Length == 5)
            words = ["0", .. words];
        var parsed = new CronField[Ranges.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!CronField.TryParse(words[i], Ranges[i], out parsed[i], out error))
                return false;
        }
        fields = new CronFields(parsed[0], parsed[1], parsed[2], parsed[3], parsed[4], parsed[5]);
        error = null;
        return true;
    }

    /// <summary>How long from a whole second on no time can match; zero when this one does.</summary>
    public TimeSpan LeastWait(DateTime local)
    {
        var untilNextHour = TimeSpan.FromSeconds(3600 - (local.Minute * 60) - local.Second);
        if (!Month.Has(local.Month) || !MatchesDay(local))
            return untilNextHour + TimeSpan.FromHours(Math.Max(0, LateHour - local.Hour - 1));
        if (!Hour.Has(local.Hour))
            return untilNextHour;
        if (!Minute.Has(local.Minute))
            return TimeSpan.FromSeconds(60 - local.Second);
        return Second.Has(local.Second) ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
    }

    /// <summary>Two fields speak of days: either is enough, unless one of them leaves it to the other.</summary>
    private bool MatchesDay(DateTime local)
    {
        var (ofMonth, ofWeek) = (DayOfMonth.Has(local.Day), DayOfWeek.Has((int)local.DayOfWeek));
        return DayOfMonth.IsOpen || DayOfWeek.IsOpen ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private static string Expand(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => text,
    };
}
