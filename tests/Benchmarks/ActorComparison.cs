using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DaprShop.Benchmarks;

/// <summary>Measures actor calls that save state, and reminders. The sidecar calls an app for each, which calls the sidecar back to save.</summary>
internal sealed class ActorComparison(int sidecarPort, int appPort) : IDisposable
{
    private const int Callers = 64;
    private const string Actors = "/v1.0/actors/Ledger";

    private static readonly byte[] LaterReminder = Encoding.ASCII.GetBytes("""{"dueTime":"1h"}""");
    private static readonly byte[] ReminderAtOnce = Encoding.ASCII.GetBytes("""{"dueTime":"0s"}""");

    private readonly HttpClient _app = new() { BaseAddress = new Uri($"http://127.0.0.1:{appPort}") };
    private int _turns;

    /// <summary>Turns a second, each with a state that is saved before the call is answered.</summary>
    public Task<double> CallsAsync(TimeSpan turn) => LoadGenerator.MeasureAsync(sidecarPort, Callers, turn,
        caller => LoadGenerator.Post($"{Actors}/{caller}/method/BookAsync", "application/json", Encoding.UTF8.GetBytes(Workloads.Value)));

    /// <summary>Reminders a second that are registered and not due yet.</summary>
    public Task<double> RegistrationsAsync(TimeSpan turn) => LoadGenerator.MeasureAsync(sidecarPort, Callers, turn,
        caller => LoadGenerator.Post($"{Actors}/{caller}/reminders/later", "application/json", LaterReminder));

    /// <summary>Reminders a second that are registered and due at once, counted when they have reached their actors.</summary>
    public async Task<double> FiringsAsync(TimeSpan turn)
    {
        var (run, before, start) = (Interlocked.Increment(ref _turns), await CountAsync(), Stopwatch.GetTimestamp());
        var registered = await LoadGenerator.CountAsync(sidecarPort, Callers, turn,
            (caller, number) => LoadGenerator.Post($"{Actors}/{caller}/reminders/{run}-{number}", "application/json", ReminderAtOnce));
        while (await CountAsync() - before < registered)
            await Task.Delay(10);
        return registered / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _app.Dispose();

    private async Task<long> CountAsync() => long.Parse(await _app.GetStringAsync(ActorServers.FiringsPath), CultureInfo.InvariantCulture);
}
