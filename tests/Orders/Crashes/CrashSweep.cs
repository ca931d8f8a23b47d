namespace DaprShop.Tests.Orders.Crashes;

/// <summary>Lets Orders die at each point of a command, for one customer each, who are the customers of the next command then.</summary>
internal sealed class CrashSweep(ShopHost shop, SidecarLine line)
{
    private readonly Dictionary<string, Stack<Buyer>> _atRest = [];

    /// <summary>Lets a command break off everywhere; in the end each customer has what they asked for.</summary>
    /// <param name="command">See <see cref="Buyer.DoAsync"/>.</param>
    /// <param name="from">The status in which it is given.</param>
    /// <param name="to">The status to which it leads.</param>
    public async Task BreakOffEverywhereAsync(string command, string from, string to)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{command} from {from} to {to}");
        var undisturbed = await TakeAsync(from);
        undisturbed.Life.Expect(null);
        await undisturbed.DoAsync(command);
        Assert.Equal(to, undisturbed.Answered);
        var writes = undisturbed.Life.Writes;
        var points = CrashPoint.All(writes);
        var buyers = new Buyer[points.Count];
        for (var index = 0; index < buyers.Length && AtRest(from).TryPop(out var atRest); index++) buyers[index] = atRest;
        await ForEachAsync(Enumerable.Range(0, buyers.Length), async index =>
        {
            var buyer = buyers[index] ??= await ComeAsync(from);
            buyer.Life.Expect(points[index]);
            await buyer.DoAsync(command);
        });
        Assert.Equal(points.Select(point => writes[point.Number - 1]), buyers.Select(buyer => buyer.Life.DiedAt));

        await shop.RestartOrdersAsync();
        await shop.DriveUntilAsync(() => AllAsync([.. buyers, undisturbed], buyer => buyer.IsQuietAsync()));
        var wentOn = 0;
        foreach (var buyer in buyers)
        {
            if (await buyer.LookAsync()) wentOn++;
            await buyer.CheckAsync();
        }

        Assert.True(wentOn > 0, "no reminder did anything");
        await GoOnAsync(buyers, command, to);
        var money = await undisturbed.CheckAsync();
        AtRest(to).Push(undisturbed);
        foreach (var buyer in buyers)
        {
            await buyer.LookAsync();
            Assert.Equal(to, buyer.Answered);
            Assert.Equal(money, await buyer.CheckAsync());
            AtRest(to).Push(buyer);
        }
    }

    // No more at a time than a slow machine can do within the time limits of the services.
    public static Task ForEachAsync<T>(IEnumerable<T> all, Func<T, Task> act) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) => await act(one));

    public static async Task<bool> AllAsync(IEnumerable<Buyer> buyers, Func<Buyer, Task<bool>> isSo)
    {
        foreach (var buyer in buyers)
        {
            if (!await isSo(buyer)) return false;
        }

        return true;
    }

    private Task GoOnAsync(IReadOnlyList<Buyer> buyers, string command, string to) => shop.DriveUntilAsync(async () =>
    {
        await ForEachAsync(buyers.Where(buyer => buyer.Answered != to), async buyer =>
        {
            await buyer.DoAsync(command);
            if (buyer.Answered != to) await buyer.LookAsync();
        });
        return await AllAsync(buyers, async buyer => buyer.Answered == to && await buyer.IsQuietAsync());
    });

    private async Task<Buyer> TakeAsync(string status) => AtRest(status).TryPop(out var buyer) ? buyer : await ComeAsync(status);

    private Stack<Buyer> AtRest(string status) => _atRest.TryGetValue(status, out var buyers) ? buyers : _atRest[status] = new Stack<Buyer>();

    private async Task<Buyer> ComeAsync(string status)
    {
        string[] way = status switch
        {
            Buyer.None => [],
            "AwaitingPayment" => ["place"],
            "Paid" => ["place", "pay"],
            _ => ["place", "pay", "confirm"],
        };
        var buyer = await Buyer.ComeAsync(shop, line);
        foreach (var command in way) await buyer.DoAsync(command);
        Assert.Equal(status, buyer.Answered);
        return buyer;
    }
}
