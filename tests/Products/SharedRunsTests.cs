using DaprShop.Products.Catalogue;

namespace DaprShop.Tests.Products;

public sealed class SharedRunsTests
{
    [Fact]
    public async Task Callers_share_the_run_that_begins_after_they_asked()
    {
        var started = new List<TaskCompletionSource>();
        var runs = new SharedRuns(() =>
        {
            started.Add(new TaskCompletionSource());
            return started[^1].Task;
        });

        var first = runs.RunAsync(CancellationToken.None);
        var others = Enumerable.Range(0, 100).Select(_ => runs.RunAsync(CancellationToken.None)).ToList();
        Assert.Single(started);
        started[0].SetResult();
        await first;
        Assert.DoesNotContain(others, other => other.IsCompleted);
        await WaitUntilAsync(() => started.Count == 2);
        started[1].SetResult();
        await Task.WhenAll(others);

        Assert.Equal(2, started.Count);
    }

    [Fact]
    public async Task A_run_that_fails_fails_those_who_shared_it_and_nobody_after_them()
    {
        var count = 0;
        var gate = new TaskCompletionSource();
        var runs = new SharedRuns(async () =>
        {
            if (++count == 1)
            {
                await gate.Task;
                throw new InvalidOperationException("first");
            }
        });

        var first = runs.RunAsync(CancellationToken.None);
        var second = runs.RunAsync(CancellationToken.None);
        gate.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await second;
        await runs.RunAsync(CancellationToken.None);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(5, limit.Token);
    }
}
