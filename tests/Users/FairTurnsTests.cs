using System.Collections.Concurrent;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.Users.Accounts;

namespace DaprShop.Tests.Users;

/// <summary>Clients that want more hashes at once than there are processors.</summary>
public sealed class FairTurnsTests
{
    private readonly ConcurrentQueue<string> _served = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_client_that_floods_waits_for_itself_and_another_one_for_next_to_nothing()
    {
        var turns = new FairTurns(atOnce: 1, maxWaitingOfClient: 50, maxWaiting: 100);
        var all = Enumerable.Range(0, 51).Select(_ => AskAsync(turns, "bot")).ToList();
        all.Add(AskAsync(turns, "ada"));
        all.Add(AskAsync(turns, "bob"));
        _open.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(["bot", "bot", "ada", "bob", "bot"], _served.Take(5));
        Assert.Equal(53, _served.Count);
    }

    [Fact]
    public async Task A_client_has_so_many_waiting_and_hears_of_no_more_at_once()
    {
        var turns = new FairTurns(atOnce: 2, maxWaitingOfClient: 3, maxWaiting: 100);
        var all = Enumerable.Range(0, 5).Select(_ => AskAsync(turns, "bot")).ToList();
        Assert.Equal("too_many_logins", (await Assert.ThrowsAsync<ServiceUnavailableException>(() => AskAsync(turns, "bot"))).Code);
        all.Add(AskAsync(turns, "ada"));
        _open.SetResult();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Who_has_the_most_waiting_gives_way_when_all_places_are_taken()
    {
        var turns = new FairTurns(atOnce: 1, maxWaitingOfClient: 3, maxWaiting: 4);
        var bots = Enumerable.Range(0, 4).Select(_ => AskAsync(turns, "bot")).ToList();
        var others = new List<Task> { AskAsync(turns, "ada"), AskAsync(turns, "bob") };
        Assert.Equal("too_many_logins", (await Assert.ThrowsAsync<ServiceUnavailableException>(() => bots[^1])).Code);
        others.Add(AskAsync(turns, "cleo"));
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => bots[^2]);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => AskAsync(turns, "dora"));
        _open.SetResult();
        await Task.WhenAll([.. others, bots[0], bots[1]]);
    }

    [Fact]
    public async Task Who_goes_away_leaves_the_place_to_others_and_work_that_fails_its_turn()
    {
        var turns = new FairTurns(atOnce: 1, maxWaitingOfClient: 1, maxWaiting: 100);
        using var gone = new CancellationTokenSource();
        var first = turns.RunAsync<int>("ada", () => _open.Task.Wait(TimeSpan.FromSeconds(60)) ? throw new InvalidOperationException() : 0, CancellationToken.None);
        var second = turns.RunAsync("ada", () => 2, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = turns.RunAsync("ada", () => 3, CancellationToken.None);
        _open.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.Equal(3, await third);
    }

    [Fact]
    public async Task However_they_come_and_go_no_more_are_served_at_once_and_all_places_are_free_in_the_end()
    {
        var turns = new FairTurns(atOnce: 3, maxWaitingOfClient: 10, maxWaiting: 30);
        var (random, running, most) = (new Random(7), 0, 0);
        var clients = Enumerable.Range(0, 2000).Select(_ => (Name: $"{random.Next(8)}", Patience: random.Next(4))).ToList();
        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = 60 }, async (client, _) =>
        {
            using var patience = new CancellationTokenSource();
            var turn = turns.RunAsync(client.Name, () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Thread.SpinWait(1000);
                return Interlocked.Decrement(ref running);
            }, patience.Token);
            if (client.Patience == 0) await patience.CancelAsync();
            await ((Task)turn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        Assert.InRange(most, 1, 3);
        var free = Enumerable.Range(0, 13).Select(_ => AskAsync(turns, "ada")).ToList();
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => AskAsync(turns, "ada"));
        _open.SetResult();
        await Task.WhenAll(free);
    }

    private Task<bool> AskAsync(FairTurns turns, string client) => turns.RunAsync(client, () =>
    {
        _open.Task.Wait(TimeSpan.FromSeconds(60));
        _served.Enqueue(client);
        return true;
    }, CancellationToken.None);
}
