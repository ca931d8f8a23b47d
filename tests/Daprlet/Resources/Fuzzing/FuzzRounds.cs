using System.Diagnostics;
using System.Globalization;

namespace DaprShop.Tests.Daprlet.Resources.Fuzzing;

/// <summary>
/// The rounds of a test with inputs that nobody means: the same in every run. <c>DAPRLET_FUZZ_SECONDS</c> adds more, <c>DAPRLET_FUZZ_SEED</c> begins with the round that a
/// failure names.
/// </summary>
internal static class FuzzRounds
{
    private const int Count = 2000;

    public static async Task RunAsync(Func<Random, Task> round)
    {
        var since = Stopwatch.StartNew();
        var (first, time) = (Setting("DAPRLET_FUZZ_SEED", 1), TimeSpan.FromSeconds(Setting("DAPRLET_FUZZ_SECONDS", 0)));
        for (var seed = first; seed < first + Count || since.Elapsed < time; seed++)
        {
            try
            {
                await round(new Random(seed));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"DAPRLET_FUZZ_SEED={seed}: {e.Message}", e);
            }
        }
    }

    private static int Setting(string name, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : defaultValue;
}
