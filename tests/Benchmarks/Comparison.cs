using System.Globalization;

namespace DaprShop.Benchmarks;

/// <summary>
/// Measures things in pairs, in turns of one run, so that the ratio holds on any machine: it is the median of the turns' ratios. Everything runs
/// on this one machine: the load generator here, the called app and the sidecars in a process each.
/// </summary>
internal static class Comparison
{
    /// <summary>The argument that leaves all but the shop's own services out.</summary>
    public const string Shop = "shop";

    /// <summary>The argument that leaves all but the starts of sidecars out.</summary>
    public const string Starts = "starts";

    /// <summary>The argument that leaves all but the two transports out.</summary>
    public const string OfTransports = "transports";

    private const int Connections = 16;
    private const int Writers = 64;
    private const int Buyers = 200;
    private const int FewProducts = 100;
    private const int ManyProducts = 100_000;
    private const int Turns = 9;

    private static readonly Goal OneCallerGoal = Goal.OfYardstick(0.8);
    private static readonly Goal ManyCallersGoal = Goal.OfYardstick(1.0);
    private static readonly Goal InvocationGoal = Goal.OfYardstick(0.12);
    private static readonly Goal SaveGoal = Goal.OfYardstick(0.5);
    private static readonly Goal ActorGoal = Goal.PerSecond(3000);
    private static readonly Goal MessageGoal = Goal.PerSecond(5000);
    private static readonly Goal CatalogueGoal = Goal.OfYardstick(0.5);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    /// <returns>0; a goal that is not met is said, not an error, for it may be the machine's.</returns>
    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("daprlet-benchmarks-").FullName;
        using (var app = await ChildProcess.StartAsync(ChildProcess.App, folder))
        using (var sidecars = await ChildProcess.StartAsync(ChildProcess.Sidecars, app.Ports[0].ToString(CultureInfo.InvariantCulture), folder))
        {
            Introduce();
            await CompareAsync("invocation, 1 KB, 16 connections", "direct call", InvocationGoal,
                turn => LoadGenerator.MeasureAsync(sidecars.Ports[0], Connections, turn, Workloads.Invocation),
                turn => LoadGenerator.MeasureAsync(app.Ports[0], Connections, turn, Workloads.Direct));
            await CompareAsync("SQLite saves, 64 writers", "raw SQLite behind a bare endpoint", SaveGoal,
                turn => LoadGenerator.MeasureAsync(sidecars.Ports[0], Writers, turn, Workloads.Save),
                turn => LoadGenerator.MeasureAsync(app.Ports[0], Writers, turn, Workloads.RawSave));
            await CompareActorsAsync(folder, turn => LoadGenerator.MeasureAsync(app.Ports[0], Writers, turn, Workloads.RawSave));
            Report("raw SQLite, no network at all", await MedianAsync(turn => RawSqlite.MeasureAsync(Path.Combine(folder, "raw.db"), Writers, turn)), "");
            await CompareAsync("durable messages, 64 publishers", "rows of messages in raw SQLite", MessageGoal,
                turn => DurableMessages.MeasureAsync(sidecars.Ports[0], app.Ports[0], Writers, turn),
                turn => RawMessages.MeasureAsync(Path.Combine(folder, "raw-messages.db"), Writers, turn));
            Report("in-memory publishes", await MedianAsync(turn => LoadGenerator.MeasureAsync(sidecars.Ports[0], Connections, turn, Workloads.Publish)), "");
        }
        await CompareTransportsAsync(folder);
        await CompareProductsAsync(folder);
        await SidecarStarts.CompareAsync();
        await OrdersUnderFlood.CompareAsync();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    /// <summary>The same for the shop's own services alone.</summary>
    public static Task<int> RunShopAsync() => RunAsync(CompareProductsAsync);

    /// <summary>The same for gRPC beside HTTP alone.</summary>
    public static Task<int> RunTransportsAsync() => RunAsync(CompareTransportsAsync);

    /// <summary>The same for the starts of sidecars alone.</summary>
    public static async Task<int> RunStartsAsync()
    {
        await SidecarStarts.CompareAsync();
        return 0;
    }

    private static async Task<int> RunAsync(Func<string, Task> compare)
    {
        var folder = Directory.CreateTempSubdirectory("daprlet-benchmarks-").FullName;
        Introduce();
        await compare(folder);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static void Introduce() => Console.WriteLine($"{Environment.ProcessorCount} processors; each figure is the median of {Turns} turns of {Turn.TotalSeconds} s");

    private static async Task CompareActorsAsync(string folder, Func<TimeSpan, Task<double>> rawSaves)
    {
        // App and sidecar must each know the other's port before it starts.
        var port = FreePorts.Take().ToString(CultureInfo.InvariantCulture);
        using var app = await ChildProcess.StartAsync(ChildProcess.ActorApp, port);
        using var sidecar = await ChildProcess.StartAsync(ChildProcess.ActorSidecar, port, app.Ports[0].ToString(CultureInfo.InvariantCulture), folder);
        using var actors = new ActorComparison(sidecar.Ports[0], app.Ports[0]);
        const string yardstick = "raw SQLite behind a bare endpoint";
        await CompareAsync("actor calls that save, 64 actors", yardstick, ActorGoal, actors.CallsAsync, rawSaves);
        await CompareAsync("reminders registered, 64 callers", yardstick, Goal.None, actors.RegistrationsAsync, rawSaves);
        await CompareAsync("reminders registered and fired", yardstick, Goal.None, actors.FiringsAsync, rawSaves);
    }

    private static async Task CompareTransportsAsync(string folder)
    {
        using (var app = await ChildProcess.StartAsync(ChildProcess.App, folder))
        using (var sidecars = await ChildProcess.StartAsync(ChildProcess.Sidecars, app.Ports[0].ToString(CultureInfo.InvariantCulture), folder))
        using (var transports = new Transports(sidecars.Ports[0], sidecars.Ports[1]))
        {
            await CompareTransportsAsync("state over gRPC", transports.State);
            await CompareTransportsAsync("publishing over gRPC", transports.Publish);
        }
        var port = FreePorts.Take().ToString(CultureInfo.InvariantCulture);
        using var actorApp = await ChildProcess.StartAsync(ChildProcess.ActorApp, port);
        using var sidecar = await ChildProcess.StartAsync(ChildProcess.ActorSidecar, port, actorApp.Ports[0].ToString(CultureInfo.InvariantCulture), folder);
        using var actors = new Transports(sidecar.Ports[0], sidecar.Ports[1]);
        await CompareTransportsAsync("actor calls over gRPC", actors.Actor);
    }

    private static async Task CompareTransportsAsync(string what, Transports.Measured call)
    {
        foreach (var (callers, goal) in new[] { (1, OneCallerGoal), (Connections, ManyCallersGoal) })
        {
            await CompareAsync($"{what}, callers: {callers}", "over HTTP", goal,
                turn => Transports.RateAsync(call.OverGrpc, callers, turn),
                turn => Transports.RateAsync(call.OverHttp, callers, turn));
        }
    }

    private static async Task CompareProductsAsync(string folder)
    {
        using var few = await ChildProcess.StartAsync(ChildProcess.Products, $"{FewProducts}", Path.Combine(folder, "few.db"));
        using var many = await ChildProcess.StartAsync(ChildProcess.Products, $"{ManyProducts}", Path.Combine(folder, "many.db"));
        foreach (var page in CataloguePages.All)
        {
            await CompareAsync($"{page.Name} of {ManyProducts:N0}", $"{page.Name} of {FewProducts} products", CatalogueGoal,
                turn => CataloguePages.MeasureAsync(many.Ports, Connections, turn, page.Query(ManyProducts)),
                turn => CataloguePages.MeasureAsync(few.Ports, Connections, turn, page.Query(FewProducts)));
        }

        await CompareAsync($"reservations of one product, {Buyers} buyers", $"saves of a state, {Buyers} writers", Goal.None,
            turn => LoadGenerator.CountAsync(few.Ports[0], Buyers, turn, Workloads.Reserve).ContinueWith(count => count.Result / turn.TotalSeconds, TaskScheduler.Default),
            turn => LoadGenerator.MeasureAsync(few.Ports[0], Buyers, turn, Workloads.SaveToProducts));
    }

    private static async Task CompareAsync(string what, string against, Goal goal, Func<TimeSpan, Task<double>> measured, Func<TimeSpan, Task<double>> yardstick)
    {
        await measured(WarmUp);
        await yardstick(WarmUp);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            theirs.Add(await yardstick(Turn));
            ours.Add(await measured(Turn));
        }
        var ratio = Median(ours.Zip(theirs, (our, their) => our / their));
        Report(against, Median(theirs), "");
        Report(what, Median(ours), string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} of it{goal.Judge(Median(ours), ratio)}"));
    }

    private static async Task<double> MedianAsync(Func<TimeSpan, Task<double>> measured)
    {
        await measured(WarmUp);
        var rates = new List<double>();
        for (var turn = 0; turn < Turns; turn++)
            rates.Add(await measured(Turn));
        return Median(rates);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Turns / 2);

    private static void Report(string what, double perSecond, string remark) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36} {perSecond,10:N0} a second   {remark}"));
}
