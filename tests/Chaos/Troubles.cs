using DaprShop.Tests.Chaos.Shops;

namespace DaprShop.Tests.Chaos;

/// <summary>Brings the troubles, each when so many errands are done: kills, moves, a card processor that stands still, events that come again.</summary>
/// <param name="round">The round, from 1.</param>
internal sealed class Troubles(RunningShop shop, EventRecorder recorder, ChaosSettings settings, int round, Progress progress, Action<string> say)
{
    private const int StallEveryKills = 4;
    private const int ShortestStall = 500; // milliseconds
    private const int LongestStall = 7_000; // beyond the binding's time limit
    private const int LongestDelay = 400;
    private const int LongestAway = 3_000;
    private const int EventsAtOnce = 8;

    private readonly Random _random = new(settings.Seed + round);

    public Task BringAsync(CancellationToken cancellationToken) => Task.WhenAll(KillAsync(cancellationToken), MoveAsync(cancellationToken));

    /// <summary>Publishes every event once more, in no order.</summary>
    public async Task RepeatAllAsync(CancellationToken cancellationToken)
    {
        var events = recorder.Events.ToArray();
        _random.Shuffle(events);
        await recorder.RepeatAsync(events, cancellationToken);
    }

    private async Task KillAsync(CancellationToken cancellationToken)
    {
        var stalls = new List<Task>();
        foreach (var (at, victim) in Plan())
        {
            if (!await progress.ReachAsync(at)) break;
            await Task.Delay(_random.Next(LongestDelay), cancellationToken);
            await shop.SpareLastAsync(victim, cancellationToken);
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

    // One after the other, so that a service is never without an instance for this reason alone.
    private async Task MoveAsync(CancellationToken cancellationToken)
    {
        if (shop.Movers.Count == 0) return;
        var random = new Random(settings.Seed - round);
        var moments = Enumerable.Range(0, settings.KillsOfRound).Select(_ => random.Next(1, settings.OrdersOfRound)).Order().ToList();
        foreach (var (at, mover) in moments.Zip(Turns(shop.Movers)))
        {
            if (!await progress.ReachAsync(at)) break;
            await shop.SpareLastAsync(mover, cancellationToken);
            say($"{at} errands: {mover} goes in order");
            await shop.MoveAsync(mover, TimeSpan.FromMilliseconds(random.Next(LongestAway)), cancellationToken);
            say($"{mover} is back");
        }
    }

    private IEnumerable<(int At, string Victim)> Plan()
    {
        var moments = Enumerable.Range(0, settings.KillsOfRound).Select(_ => _random.Next(1, settings.OrdersOfRound)).Order().ToList();
        return moments.Zip(Turns(shop.Victims));
    }

    // Everybody has a turn before anybody has another one, round after round; who is named more often has more.
    private IEnumerable<string> Turns(IReadOnlyList<string> names)
    {
        var shuffled = names.ToArray();
        new Random(settings.Seed).Shuffle(shuffled);
        return Enumerable.Range((round - 1) * settings.KillsOfRound, settings.KillsOfRound).Select(turn => shuffled[turn % shuffled.Length]);
    }

    private Task RepeatSomeAsync(CancellationToken cancellationToken)
    {
        var events = recorder.Events.ToArray();
        _random.Shuffle(events);
        return recorder.RepeatAsync(events.Take(EventsAtOnce), cancellationToken);
    }
}
