using System.Globalization;

namespace DaprShop.Benchmarks;

/// <summary>What a figure should reach: a share of its yardstick, a number a second, or no more than so many times its yardstick.</summary>
internal sealed class Goal
{
    public static readonly Goal None = new();

    private double? Share { get; init; }

    private double? Rate { get; init; }

    private double? Factor { get; init; }

    public static Goal OfYardstick(double share) => new() { Share = share };

    public static Goal AtMost(double factor) => new() { Factor = factor };

    public static Goal PerSecond(double rate) => new() { Rate = rate };

    /// <summary>The goal and whether it is met; empty if there is none.</summary>
    public string Judge(double rate, double share) => (Share, Rate, Factor) switch
    {
        (_, _, { } goal) => string.Create(CultureInfo.InvariantCulture, $"; goal at most {goal:0.00}: {Verdict(share <= goal)}"),
        ({ } goal, _, _) => string.Create(CultureInfo.InvariantCulture, $"; goal {goal:0.00}: {Verdict(share >= goal)}"),
        (_, { } goal, _) => string.Create(CultureInfo.InvariantCulture, $"; goal {goal:N0} a second: {Verdict(rate >= goal)}"),
        _ => "",
    };

    private static string Verdict(bool met) => met ? "met" : "NOT MET";
}
