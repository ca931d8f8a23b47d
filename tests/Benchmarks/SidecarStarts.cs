using System.Diagnostics;
using System.Globalization;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Benchmarks;

/// <summary>What gRPC adds to the start of a sidecar: the time until it listens, and the memory that it then has. Each start is a process of its own.</summary>
internal static class SidecarStarts
{
    private const int Pairs = 15;
    private const double Mebibyte = 1024 * 1024;
    private const string WithGrpc = "with-grpc";
    private const string WithoutGrpc = "without-grpc";

    private static readonly Goal StartGoal = Goal.AtMost(1.15);

    /// <summary>The role of a sidecar that is started to be measured.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(string transport)
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "start",
            GrpcPort = transport == WithGrpc ? 0 : null,
            Components = [DaprletHost.Component("store", "state.in-memory")],
        });
        await ChildProcess.ServeAsync(sidecar.HttpPort);
        return 0;
    }

    /// <summary>Starts one with gRPC and one without in turns, so that both have whatever else the machine does.</summary>
    public static async Task CompareAsync()
    {
        await MeasureAsync(WithGrpc);
        await MeasureAsync(WithoutGrpc);
        var (with, without) = (new List<Start>(), new List<Start>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            without.Add(await MeasureAsync(WithoutGrpc));
            with.Add(await MeasureAsync(WithGrpc));
        }
        Report("start of a sidecar with gRPC", "ms", with, without, start => start.Time.TotalMilliseconds);
        Report("its memory", "MiB", with, without, start => start.Memory / Mebibyte);
    }

    private static async Task<Start> MeasureAsync(string transport)
    {
        var clock = Stopwatch.StartNew();
        using var sidecar = await ChildProcess.StartAsync(ChildProcess.Start, transport);
        return new Start(clock.Elapsed, sidecar.MemoryBytes);
    }

    private static void Report(string what, string unit, List<Start> with, List<Start> without, Func<Start, double> figure)
    {
        var (ours, yardstick) = (Median(with, figure), Median(without, figure));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-36} {ours,10:0.0} {unit}; without {yardstick:0.0}   {ours / yardstick:0.00} of it{StartGoal.Judge(ours, ours / yardstick)}"));
    }

    private static double Median(List<Start> starts, Func<Start, double> figure) => starts.Select(figure).Order().ElementAt(Pairs / 2);

    private readonly record struct Start(TimeSpan Time, long Memory);
}
