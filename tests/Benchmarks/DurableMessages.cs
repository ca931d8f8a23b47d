using System.Diagnostics;
using System.Globalization;

namespace DaprShop.Benchmarks;

/// <summary>Messages published one by one to a durable broker and delivered to an app: counted when all have arrived.</summary>
internal static class DurableMessages
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Messages a second, from the first publish to the last delivery.</summary>
    /// <param name="sidecarPort">The publishers' sidecar.</param>
    /// <param name="appPort">The app that is delivered to, and counts.</param>
    /// <exception cref="TimeoutException">Not all that was accepted has arrived.</exception>
    public static async Task<double> MeasureAsync(int sidecarPort, int appPort, int publishers, TimeSpan duration)
    {
        using var app = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{appPort}") };
        var before = await DeliveredAsync(app);
        var start = Stopwatch.GetTimestamp();
        var published = await LoadGenerator.CountAsync(sidecarPort, publishers, duration, (publisher, _) => Workloads.PublishDurably(publisher));
        while (await DeliveredAsync(app) - before < published)
        {
            if (Stopwatch.GetElapsedTime(start) > duration + Patience)
                throw new TimeoutException($"{published} messages were accepted, {await DeliveredAsync(app) - before} delivered");
            await Task.Delay(Poll);
        }
        return published / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> DeliveredAsync(HttpClient app) => long.Parse(await app.GetStringAsync(Workloads.DeliveredPath), CultureInfo.InvariantCulture);
}
