using DaprShop.Tests.Chaos.Shops;

namespace DaprShop.Tests.Chaos;

/// <summary>Brings the troubles, each when so many errands are done: kills, a card processor that stands still, events that come again.</summary>
/// <param name="round">The round, from 1.</param>
internal sealed class Troubles(RunningShop shop, EventRecorder recorder, ChaosSettings settings, int round, Progress progress, Action<string> say)
{
    private const int StallEveryKills = 4;
    private const int ShortestStall = 500; // milliseconds
    private const int LongestStall = 7_000; // beyond the binding's time limit
    private const int LongestDelay = 400;
    private const int EventsAtOnce = 8;

    private readonly Random _random = new(settings.Seed + round);

    public async Task BringAsync(CancellationToken cancellationToken)
    {
        var stalls = new List<Task>();
        foreach (var (at, victim) in Plan())
        {
            if (!await progress.ReachAsync(at)) break;
            await Task.Delay(_random.Next(LongestDelay), cancellationToken);
            say($"{at} errands: kills {victim}{(shop.Kill(victim) ? "" : ", which does not run")}");
            if (_random.Next(StallEveryKills) == 0)
            {
                say("the card processor stands still");
                stalls.Add(shop.StallCardProcessorAsync(TimeSpan.FromMilliseconds(_random.Next(ShortestStall, LongestStall))));
            }

            await RepeatSomeAsync(cancellationToken);
        }

        await Task.WhenAll(stalls);
    }

    /// <summary>Publishes every event once more, in no order.</summary>
    public async Task RepeatAllAsync(CancellationToken cancellationToken)
    {
        var events = recorder.Events.ToArray();
        _random.Shuffle(events);
        await recorder.RepeatAsync(events, cancellationToken);
    }

    // Everybody falls once before anybody falls again, round after round; who is named more often falls more often.
    private IEnumerable<(int At, string Victim)> Plan()
    {
        var victims = shop.Victims.ToArray();
        new Random(settings.Seed).Shuffle(victims);
        var moments = Enumerable.Range(0, settings.KillsOfRound).Select(_ => _random.Next(1, settings.OrdersOfRound)).Order().ToList();
        return moments.Select((at, kill) => (at, victims[((round - 1) * settings.KillsOfRound + kill) % victims.Length]));
    }

    private Task RepeatSomeAsync(CancellationToken cancellationToken)
    {
        var events = recorder.Events.ToArray();
        _random.Shuffle(events);
        return recorder.RepeatAsync(events.Take(EventsAtOnce), cancellationToken);
    }
}
