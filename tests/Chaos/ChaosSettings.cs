using System.Globalization;

namespace DaprShop.Tests.Chaos;

/// <summary>How long and how hard the storms are. Kills, customers and what these do follow from the seed.</summary>
/// <param name="Seed"><c>CHAOS_SEED</c>: where all random choices start.</param>
/// <param name="Orders"><c>CHAOS_ORDERS</c>: how many orders are to be placed over each of the shops, in all rounds.</param>
/// <param name="Kills"><c>CHAOS_KILLS</c>: how many processes are killed over each of the shops, and, where instances move, how many moves there are.</param>
/// <param name="StormLimit">When nothing new begins in a round. The short run has one, so that it stays short on a slow machine.</param>
/// <param name="Limit">When a round must have come to rest, and the shop must be up.</param>
/// <param name="LongestWait">How long somebody may wait because instances come and go. The short run, whose machine is anybody's, has more.</param>
internal sealed record ChaosSettings(int Seed, int Orders, int Kills, TimeSpan StormLimit, TimeSpan Limit, TimeSpan LongestWait)
{
    /// <summary>Each round is a test of its own, so that a slow machine shows signs of life to whoever watches for tests that hang.</summary>
    public const int Rounds = 2;

    private const int ShortRunSeed = 1;
    private const int ShortRunOrders = 40;
    private const int OrdersPerKill = 6;
    private const int OrdersPerCustomer = 10;

    // Far below the time after which CI takes a test that says nothing for hung.
    private static readonly TimeSpan ShortRunLimit = TimeSpan.FromSeconds(280);
    private static readonly TimeSpan ShortStormLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortRunLongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongRunLongestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongRunLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongRunLimitPerOrder = TimeSpan.FromSeconds(6);

    public int OrdersOfRound => Math.Max(1, Orders / Rounds);

    public int KillsOfRound => Math.Max(1, Kills / Rounds);

    public int Customers => Math.Clamp(Orders / OrdersPerCustomer, 5, 40);

    /// <summary>How to have the same run again.</summary>
    public string Recipe => $"CHAOS_SEED={Seed} CHAOS_ORDERS={Orders} CHAOS_KILLS={Kills}";

    public static ChaosSettings Read()
    {
        var seed = Number("CHAOS_SEED");
        var kills = Number("CHAOS_KILLS");
        return Number("CHAOS_ORDERS") is { } orders
            ? new(seed ?? Random.Shared.Next(), orders, kills ?? (orders / OrdersPerKill), Timeout.InfiniteTimeSpan, LongRunLimit + (orders * LongRunLimitPerOrder), LongRunLongestWait)
            : new(seed ?? ShortRunSeed, ShortRunOrders, kills ?? (ShortRunOrders / OrdersPerKill), ShortStormLimit, ShortRunLimit, ShortRunLongestWait);
    }

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;
}
