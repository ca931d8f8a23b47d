namespace Daprlet.Schedules;

/// <summary>The same pause every time.</summary>
/// <param name="interval">Above zero.</param>
internal sealed class IntervalSchedule(TimeSpan interval) : CronSchedule
{
    public override DateTimeOffset? Next(DateTimeOffset after) => after.UtcDateTime <= DateTime.MaxValue - interval ? after + interval : null;
}
