using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.State;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class KeyedBatchesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_waits_for_a_key_shares_a_turn_in_the_order_of_arrival()
    {
        var (turns, gate) = (new List<int[]>(), new TaskCompletionSource());
        var batches = new KeyedBatches<string, int, int>(async (_, items, _) =>
        {
            turns.Add([.. items]);
            await gate.Task;
            return [.. items.Select(item => item * 2)];
        }, Long, TimeProvider.System);
        var results = Enumerable.Range(0, 100).Select(item => batches.RunAsync("a", item, CancellationToken.None)).ToList();
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 100).Select(item => item * 2), await Task.WhenAll(results));
        Assert.Equal([1, KeyedBatches<string, int, int>.MaxBatch, 35], turns.Select(turn => turn.Length));
        Assert.Equal(Enumerable.Range(0, 100), turns.SelectMany(turn => turn));
    }

    [Fact]
    public async Task Keys_do_not_wait_for_each_other()
    {
        var gate = new TaskCompletionSource();
        var batches = new KeyedBatches<string, int, int>(async (key, items, _) =>
        {
            if (key == "slow") await gate.Task;
            return [.. items];
        }, Long, TimeProvider.System);
        var slow = batches.RunAsync("slow", 1, CancellationToken.None);

        Assert.Equal(2, await batches.RunAsync("quick", 2, CancellationToken.None));
        Assert.False(slow.IsCompleted);
        gate.SetResult();
        Assert.Equal(1, await slow);
    }

    [Fact]
    public async Task A_turn_that_fails_fails_those_who_shared_it_and_nobody_after_them()
    {
        var batches = new KeyedBatches<string, int, int>(
            (_, items, _) => items.Contains(1) ? throw new IOException("broken") : Task.FromResult<IReadOnlyList<int>>([.. items]), Long, TimeProvider.System);

        await Assert.ThrowsAsync<IOException>(() => batches.RunAsync("a", 1, CancellationToken.None));
        Assert.Equal(2, await batches.RunAsync("a", 2, CancellationToken.None));
    }

    [Fact]
    public async Task A_turn_that_takes_too_long_is_ended()
    {
        var time = new VirtualTime();
        var batches = new KeyedBatches<string, int, int>(async (_, items, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [.. items];
        }, Long, time);
        var result = batches.RunAsync("a", 1, CancellationToken.None);
        time.Advance(Long);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => result);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_no_turn_that_others_share()
    {
        var gate = new TaskCompletionSource();
        var batches = new KeyedBatches<string, int, int>(async (_, items, token) =>
        {
            await gate.Task;
            token.ThrowIfCancellationRequested();
            return [.. items];
        }, Long, TimeProvider.System);
        using var impatient = new CancellationTokenSource();
        var first = batches.RunAsync("a", 1, CancellationToken.None);
        var left = batches.RunAsync("a", 2, impatient.Token);
        var stays = batches.RunAsync("a", 3, CancellationToken.None);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        gate.SetResult();
        Assert.Equal((1, 3), (await first, await stays));
    }

    [Fact]
    public async Task A_turn_for_which_nobody_waits_any_more_is_ended_and_the_next_begins()
    {
        var batches = new KeyedBatches<string, int, int>(async (_, items, token) =>
        {
            if (items.Contains(1)) await Task.Delay(Timeout.Infinite, token);
            return [.. items];
        }, Long, new VirtualTime());
        using var impatient = new CancellationTokenSource();
        var left = batches.RunAsync("a", 1, impatient.Token);
        var stays = batches.RunAsync("a", 2, CancellationToken.None);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(2, await stays);
    }
}
