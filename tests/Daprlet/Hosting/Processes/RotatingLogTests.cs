using Daprlet.Processes;

namespace DaprShop.Tests.Daprlet.Hosting.Processes;

public sealed class RotatingLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daprlet-log-").FullName;

    private string File => Path.Combine(_folder, "logs", "app.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_lines_stay_and_the_size_is_bounded()
    {
        using (var log = new RotatingLog(File, maxBytes: 100, olderFiles: 2))
        {
            for (var i = 0; i < 200; i++)
                log.WriteLine($"line {i:000}");
        }
        var files = Directory.GetFiles(Path.GetDirectoryName(File)!);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 100));
        var kept = new[] { File + ".2", File + ".1", File }.SelectMany(System.IO.File.ReadLines).ToList();
        Assert.Equal(Enumerable.Range(200 - kept.Count, kept.Count).Select(i => $"line {i:000}"), kept);
    }

    [Fact]
    public void The_log_of_the_run_before_is_kept_as_an_older_one()
    {
        using (var before = new RotatingLog(File))
            before.WriteLine("before");
        using (var now = new RotatingLog(File))
            now.WriteLine("now");
        Assert.Equal("before\n", System.IO.File.ReadAllText(File + ".1"));
        Assert.Equal("now\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_line_after_the_end_is_passed_over()
    {
        var log = new RotatingLog(File);
        log.Dispose();
        log.WriteLine("late");
        Assert.Equal("", System.IO.File.ReadAllText(File));
    }
}
