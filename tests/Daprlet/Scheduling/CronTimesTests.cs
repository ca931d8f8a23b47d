using System.Globalization;
using Daprlet.Schedules;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Expressions of public component files and of every kind, at the ends of months and years and where clocks are changed, against what Dapr's own cron answers.</summary>
public sealed class CronTimesTests
{
    private static readonly ILookup<string, (string After, string[] Next)> Answers = Read().ToLookup(line => line[1], line => (line[0], line[2].Split(' ')));

    public static TheoryData<string> Expressions => [.. Answers.Select(answer => answer.Key)];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void The_next_times_are_those_of_Dapr(string expression)
    {
        Assert.True(CronSchedule.TryParse(expression, TimeZoneInfo.Utc, out var schedule, out var error), error);
        Assert.Null(error);
        foreach (var (after, expected) in Answers[expression])
            Assert.Equal(expected, Next(schedule, Moment(after), expected.Length));
    }

    private static List<string> Next(CronSchedule schedule, DateTimeOffset after, int count)
    {
        var times = new List<string>();
        while (times.Count < count)
        {
            if (schedule.Next(after) is not { } next)
                return [.. times, "-"];
            times.Add(next.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            after = next;
        }
        return times;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Read()
    {
        using var lines = new StreamReader(typeof(CronTimesTests).Assembly.GetManifestResourceStream("cron-times.txt")!);
        return [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.TrimEnd('\r').Split('\t'))];
    }
}
