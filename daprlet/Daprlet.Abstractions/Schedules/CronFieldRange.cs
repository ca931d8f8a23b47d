namespace Daprlet.Schedules;

/// <summary>What a field of a cron expression may say.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Words">Names for the values from the least on, in any case; empty when there are none.</param>
internal sealed record CronFieldRange(string Name, int Minimum, int Maximum, params string[] Words)
{
    public static readonly CronFieldRange Second = new("seconds", 0, 59);
    public static readonly CronFieldRange Minute = new("minutes", 0, 59);
    public static readonly CronFieldRange Hour = new("hours", 0, 23);
    public static readonly CronFieldRange DayOfMonth = new("days of the month", 1, 31);
    public static readonly CronFieldRange Month = new("months", 1, 12, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    public static readonly CronFieldRange DayOfWeek = new("days of the week", 0, 6, "sun", "mon", "tue", "wed", "thu", "fri", "sat");
}
