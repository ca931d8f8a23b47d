namespace Daprlet.Schedules;

/// <summary>
/// Every whole second at which the zone's clocks show what the fields want. So a time that the clocks skip in spring does not happen, and one
/// that they show twice in autumn happens twice.
/// </summary>
internal sealed class CalendarSchedule(CronFields fields, TimeZoneInfo zone) : CronSchedule
{
    private const int YearsAhead = 5;

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var wholeSecond = after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond);
        var at = TimeZoneInfo.ConvertTime(new DateTimeOffset(wholeSecond, TimeSpan.Zero), zone);
        var last = Math.Min(at.Year + YearsAhead, DateTime.MaxValue.Year - 1);
        var wait = TimeSpan.FromSeconds(1);
        while (wait > TimeSpan.Zero)
        {
            if (at.Year > last)
                return null;
            at = TimeZoneInfo.ConvertTime(at + wait, zone);
            wait = fields.LeastWait(at.DateTime);
        }
        return at;
    }
}
