using System.Globalization;

namespace DaprShop.Benchmarks;

/// <summary>What a figure should reach: a share of its yardstick, or a number a second.</summary>
internal sealed class Goal
{
    public static readonly Goal None = new();

    private double? Share { get; init; }

    private double? Rate { get; init; }

    public static Goal OfYardstick(double share) => new() { Share = share };

    public static Goal PerSecond(double rate) => new() { Rate = rate };

    /// <summary>The goal and whether it is met; empty if there is none.</summary>
    public string Judge(double rate, double share) => (Share, Rate) switch
    {
        ({ } goal, _) => string.Create(CultureInfo.InvariantCulture, $"; goal {goal:0.00}: {Verdict(share >= goal)}"),
        (_, { } goal) => string.Create(CultureInfo.InvariantCulture, $"; goal {goal:N0} a second: {Verdict(rate >= goal)}"),
        _ => "",
    };

    private static string Verdict(bool met) => met ? "met" : "NOT MET";
}
