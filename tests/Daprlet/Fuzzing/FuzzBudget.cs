using System.Globalization;

namespace DaprShop.Tests.Daprlet.Fuzzing;

/// <summary>
/// How long a fuzzer runs, and from which seed: some seconds and always the same, unless <c>DAPRLET_FUZZ_SECONDS</c> and <c>DAPRLET_FUZZ_SEED</c> say
/// otherwise.
/// </summary>
internal static class FuzzBudget
{
    public static int Seed { get; } = Read("DAPRLET_FUZZ_SEED", 13);

    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(Read("DAPRLET_FUZZ_SECONDS", 4));

    private static int Read(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : usual;
}
