using Daprlet.Actors.Turns;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class TurnQueueTests
{
    [Fact]
    public async Task Turns_come_in_the_order_in_which_they_were_asked_for()
    {
        var queue = new TurnQueue(maxStackDepth: null);
        var first = await queue.EnterAsync(null, CancellationToken.None);
        var others = Enumerable.Range(0, 5).Select(_ => queue.EnterAsync(null, CancellationToken.None).AsTask()).ToList();

        var running = first.Chain!;
        foreach (var next in others)
        {
            Assert.All(others.SkipWhile(other => other != next), other => Assert.False(other.IsCompleted));
            queue.Leave(running);
            running = (await next.WaitAsync(HostingApp.Limit)).Chain!;
        }
    }

    [Fact]
    public async Task Who_stops_waiting_loses_the_place_and_holds_up_nobody()
    {
        var queue = new TurnQueue(maxStackDepth: null);
        var first = await queue.EnterAsync(null, CancellationToken.None);
        using var impatience = new CancellationTokenSource();
        var second = queue.EnterAsync(null, impatience.Token).AsTask();
        var third = queue.EnterAsync(null, CancellationToken.None).AsTask();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        queue.Leave(first.Chain!);

        Assert.Equal(TurnOutcome.Entered, (await third.WaitAsync(HostingApp.Limit)).Outcome);
    }

    [Fact]
    public async Task A_call_with_the_id_of_a_turn_that_waits_belongs_to_it()
    {
        var queue = new TurnQueue(maxStackDepth: 2);
        var first = await queue.EnterAsync("a", CancellationToken.None);
        var second = queue.EnterAsync("b", CancellationToken.None).AsTask();
        var nested = queue.EnterAsync("b", CancellationToken.None).AsTask();

        Assert.Equal(TurnOutcome.TooDeep, (await queue.EnterAsync("b", CancellationToken.None)).Outcome);
        queue.Leave(first.Chain!);
        var chain = (await second.WaitAsync(HostingApp.Limit)).Chain!;
        Assert.Same(chain, (await nested.WaitAsync(HostingApp.Limit)).Chain);
        Assert.False(queue.TryCloseIdle());
        queue.Leave(chain);
        Assert.False(queue.TryCloseIdle());
        queue.Leave(chain);
        Assert.True(queue.TryCloseIdle());
    }

    [Fact]
    public async Task A_closed_queue_refuses_all_but_the_turn_under_way_and_tells_its_end()
    {
        var queue = new TurnQueue(maxStackDepth: 2);
        var running = await queue.EnterAsync("a", CancellationToken.None);
        var waiting = queue.EnterAsync("b", CancellationToken.None).AsTask();

        var ended = queue.CloseAsync();

        Assert.Equal(TurnOutcome.Closed, (await waiting.WaitAsync(HostingApp.Limit)).Outcome);
        Assert.Equal(TurnOutcome.Closed, (await queue.EnterAsync("c", CancellationToken.None)).Outcome);
        Assert.Equal(TurnOutcome.Entered, (await queue.EnterAsync("a", CancellationToken.None)).Outcome);
        queue.Leave(running.Chain!);
        Assert.False(ended.IsCompleted);
        queue.Leave(running.Chain!);
        await ended.WaitAsync(HostingApp.Limit);
    }
}
