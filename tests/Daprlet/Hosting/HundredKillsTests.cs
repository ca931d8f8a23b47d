namespace DaprShop.Tests.Daprlet.Hosting;

public sealed class HundredKillsTests
{
    private const int Kills = 100;
    private const int Lanes = 4;

    /// <summary>Several sidecars at once, each with files of its own: while one starts, others are under load.</summary>
    [Fact]
    public async Task A_hundred_kills_under_load_lose_nothing_that_was_answered_with_success() =>
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => PlayLaneAsync(Kills / Lanes)));

    private static async Task PlayLaneAsync(int kills)
    {
        await using var load = await KilledLoad.StartAsync();
        for (var kill = 0; kill < kills; kill++)
            await load.WriteUntilKilledAsync();
        await load.CheckAsync();
    }
}
