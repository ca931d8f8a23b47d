using System.Diagnostics;
using System.Globalization;
using System.Net;
using DaprShop.Tests.EndToEnd;

namespace DaprShop.Benchmarks;

/// <summary>
/// A customer's orders, one after the other, each placed and paid, while many connections ask the whole shop everything that is open
/// without a login; beside the same without them.
/// </summary>
internal static class OrdersUnderFlood
{
    /// <summary>The argument that leaves all else out.</summary>
    public const string Argument = "door";

    private const int Connections = 200;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly Goal Goal = Goal.OfYardstick(0.1);

    public static async Task<int> CompareAsync()
    {
        await using var shop = await Shop.StartAsync();
        var product = await (await shop.AdministratorAsync()).AddProductAsync(stock: 1_000_000);
        var customer = await shop.NewCustomerAsync();
        await MeasureAsync(customer, product); // the first orders pay for what is started with them
        var alone = await MeasureAsync(customer, product);
        using var ending = new CancellationTokenSource();
        var flood = AnonymousFlood.RunAsync(shop.Client.BaseAddress!, Connections, ending.Token);
        var flooded = await MeasureAsync(customer, product);
        await ending.CancelAsync();
        var answers = await flood;
        var ratio = flooded.PerSecond / alone.PerSecond;
        Report("orders of one customer alone", alone, "");
        Report($"while {Connections} connections ask", flooded, string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} of it{Goal.Judge(flooded.PerSecond, ratio)}"));
        foreach (var answer in answers.GroupBy(answer => answer.Key.Status).OrderBy(answer => answer.Key))
        {
            var what = answer.Key < 500 ? "" : $": {string.Join(", ", answer.Select(of => of.Key.Request).Distinct())}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   they were answered {answer.Key} {answer.Sum(of => of.Value):N0} times{what}"));
        }

        return 0;
    }

    /// <exception cref="InvalidOperationException">An order did not succeed.</exception>
    private static async Task<(double PerSecond, TimeSpan Slowest)> MeasureAsync(Customer customer, string product)
    {
        var (start, count, slowest) = (Stopwatch.GetTimestamp(), 0, TimeSpan.Zero);
        for (; Stopwatch.GetElapsedTime(start) < Duration; count++)
        {
            var begun = Stopwatch.GetTimestamp();
            var order = await customer.SendOnceAsync(HttpMethod.Post, "/api/v1/orders",
                new { items = new[] { new { productId = product, quantity = 1 } }, shippingAddress = customer.Address }, ("Idempotency-Key", $"{Guid.NewGuid()}"));
            Require(order, HttpStatusCode.Created, "AwaitingPayment");
            Require(await customer.PayOnceAsync(order.Text("id")), HttpStatusCode.OK, "Paid");
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(begun).Ticks));
        }

        return (count / Stopwatch.GetElapsedTime(start).TotalSeconds, slowest);
    }

    private static void Require(Answer answer, HttpStatusCode status, string state)
    {
        if (answer.Status != status || answer.Text("status") != state) throw new InvalidOperationException($"{answer.Status}: {answer.Body}");
    }

    private static void Report(string what, (double PerSecond, TimeSpan Slowest) orders, string remark) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-36} {orders.PerSecond,10:N1} a second, slowest {orders.Slowest.TotalMilliseconds:N0} ms   {remark}"));
}
