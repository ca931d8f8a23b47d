using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DaprShop.Testing;

/// <summary>Waits for a condition, never for a time.</summary>
public static class Eventually
{
    // A machine that is busy with everything else may need minutes for what takes a second.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseOfVirtualTime = TimeSpan.FromMilliseconds(10);

    /// <param name="what">What is waited for, in words for whoever reads the failure; the condition itself if not said.</param>
    /// <exception cref="TimeoutException">The condition did not come true in time.</exception>
    public static Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => TrueAsync(condition, what, Pause);

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string)"/>
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => TrueAsync(() => Task.FromResult(condition()), what);

    /// <summary>Moves a clock on by steps until something is so, and leaves what each step wakes the time to run.</summary>
    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string)"/>
    public static Task TrueAsync(VirtualTime time, TimeSpan step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => TrueAsync(
        () =>
        {
            if (condition())
                return Task.FromResult(true);
            time.Advance(step);
            return Task.FromResult(false);
        },
        what,
        PauseOfVirtualTime);

    private static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan pause)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Limit)
                throw new TimeoutException($"waited {Limit.TotalSeconds:0} s for: {what}");
            await Task.Delay(pause);
        }
    }
}
