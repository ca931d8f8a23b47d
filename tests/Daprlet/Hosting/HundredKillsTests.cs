namespace DaprShop.Tests.Daprlet.Hosting;

public sealed class HundredKillsTests
{
    private const int Kills = 100;
    private const int Processes = 2;
    private const int SidecarsOfProcess = 5;

    /// <summary>Several processes at once, each with sidecars that have files of their own: while one starts, others are under load.</summary>
    [Fact]
    public async Task A_hundred_kills_under_load_lose_nothing_that_was_answered_with_success() =>
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => PlayAsync(Kills / Processes / SidecarsOfProcess)));

    private static async Task PlayAsync(int times)
    {
        await using var sidecars = await KilledSidecars.StartAsync(SidecarsOfProcess);
        for (var time = 0; time < times; time++)
            await sidecars.WriteUntilKilledAsync();
        await sidecars.CheckAsync();
    }
}
