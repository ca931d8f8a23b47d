using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What became of an operation under a policy while the clock was moved.</summary>
/// <param name="Begins">When its attempts began, since the first.</param>
/// <param name="Exception">What it ended with, when it failed.</param>
internal sealed record Timeline(IReadOnlyList<TimeSpan> Begins, bool HasEnded, bool Succeeded, Exception? Exception)
{
    /// <summary>The pauses between the begins of attempts, in milliseconds.</summary>
    public IReadOnlyList<double> Pauses => [.. Begins.Zip(Begins.Skip(1), (first, second) => (second - first).TotalMilliseconds)];

    /// <summary>Runs an operation under the policy of the app <c>a</c> and moves the clock for an hour.</summary>
    public static Timeline Of(string spec, Random random, Func<int, Doing> doing)
    {
        var time = new VirtualTime();
        return Of(time, Policies.From(time, random, spec).ForApp("a", "m"), doing);
    }

    /// <inheritdoc cref="Of(string, Random, Func{int, Doing})"/>
    /// <param name="doing">What the attempt of this number does, from 0.</param>
    public static Timeline Of(VirtualTime time, Policy policy, Func<int, Doing> doing)
    {
        var start = time.GetUtcNow();
        var begins = new List<TimeSpan>();
        var running = policy.RunAsync(async token =>
        {
            var does = doing(begins.Count);
            begins.Add(time.GetUtcNow() - start);
            await WaitAsync(does.For, time, token);
            return does.Succeeds;
        }, CancellationToken.None, succeeded => succeeded ? AttemptOutcome.Success : AttemptOutcome.Failed(500));
        time.Advance(TimeSpan.FromHours(1));
        return new Timeline(begins, running.IsCompleted, running.IsCompletedSuccessfully && running.Result, running.Exception?.InnerException);
    }

    /// <summary>A delay that ends, or is broken off, before the clock moves on: Task.Delay would take a detour over the thread pool.</summary>
    public static async Task WaitAsync(TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, duration, Timeout.InfiniteTimeSpan);
        await using var brokenOff = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken));
        await over.Task;
    }
}

/// <summary>What one attempt does.</summary>
internal sealed record Doing(TimeSpan For, bool Succeeds)
{
    /// <summary>Fails at once.</summary>
    public static readonly Doing Failure = new(TimeSpan.Zero, false);
}

/// <summary>Spreads every pause to the same side; 0.5 leaves it as it is.</summary>
internal sealed class Spread(double at) : Random
{
    public static readonly Spread None = new(0.5);

    public override double NextDouble() => at;
}
