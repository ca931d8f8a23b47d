using DaprShop.Tests.Chaos.Books;
using DaprShop.Tests.Chaos.Customers;
using DaprShop.Tests.Chaos.Shops;
using DaprShop.Tests.Chaos.Waiting;

namespace DaprShop.Tests.Chaos;

/// <summary>Customers and troubles at the same time, in rounds; after each the books are closed.</summary>
internal sealed class Storm : IAsyncDisposable
{
    private const int OrdersPerScarcePiece = 4;
    private const string AwaitingPayment = "AwaitingPayment";

    private static readonly TimeSpan AuditInterval = TimeSpan.FromSeconds(1);

    private readonly RunningShop _shop;
    private readonly ChaosSettings _settings;
    private readonly OrderBook _book = new();
    private readonly CancellationTokenSource _limit = new();
    private readonly List<PersistentCustomer> _customers = [];
    private readonly PersistentCustomer _administrator;
    private readonly FairClock _clock;
    private readonly Waits _waits;
    private Shelf? _shelf;
    private EventRecorder? _recorder;
    private int _roundsWell;

    private Storm(RunningShop shop, ChaosSettings settings)
    {
        (_shop, _settings) = (shop, settings);
        _clock = new FairClock(() => shop.IsExcused);
        _waits = new Waits(_clock, settings.LongestWait, _book);
        _administrator = new PersistentCustomer(shop.Client, "admin", _book, _waits, settings.Seed, _limit.Token, () => shop.Secret("admin-password"));
        for (var number = 1; number <= settings.Customers; number++)
            _customers.Add(new PersistentCustomer(shop.Client, $"customer-{number}", _book, _waits, settings.Seed + number, _limit.Token));
    }

    private string Where => $"{_settings.Recipe}; data and logs in {_shop.Data}";

    /// <summary>Opens the shop: products are on the shelf, customers are there.</summary>
    public static async Task<Storm> BrewAsync(RunningShop shop, ChaosSettings settings)
    {
        var storm = new Storm(shop, settings);
        try
        {
            storm._limit.CancelAfter(settings.Limit);
            storm._clock.Start();
            await storm.OpenAsync();
            return storm;
        }
        catch (Exception exception)
        {
            await storm.DisposeAsync();
            throw new InvalidOperationException($"The shop did not open ({storm.Where}).", exception);
        }
    }

    /// <summary>Lets a round of the storm rage, and looks at what it leaves.</summary>
    /// <param name="round">From 1.</param>
    /// <param name="say">Is told what happens.</param>
    /// <returns>What was lost, done twice, or is stuck, and where to look; nothing if all is well.</returns>
    public async Task<string> RageAsync(int round, Action<string> say)
    {
        say(Where);
        IReadOnlyList<string> wrong = [];
        try
        {
            _limit.CancelAfter(_settings.Limit);
            var random = new Random(_settings.Seed + round);
            var errands = _customers.ToDictionary(customer => customer.Name, customer => new Errands(customer, _shelf!, _book, _waits, new Random(random.Next())));
            await StormAsync(round, errands.Values, say);
            if (await IsWellAsync(found => wrong = found, say))
            {
                await SettleAsync(errands, say);
                if (await IsWellAsync(found => wrong = found, say)) _roundsWell++;
            }
        }
        catch (OperationCanceledException) when (_limit.IsCancellationRequested)
        {
            wrong = [$"not well after {_settings.Limit}", .. wrong, .. _book.Complaints];
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The storm broke off ({Where}).", exception);
        }

        if (_clock.Now > TimeSpan.Zero) say($"{_clock.Now.TotalSeconds:0} s so far were without an excuse; {_waits.Longest}");
        return wrong.Count == 0 ? "" : $"{Where}\n{string.Join('\n', wrong)}";
    }

    /// <summary>Ends the shop. What it leaves on disk goes if all was well.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_recorder is not null) await _recorder.DisposeAsync();
        await _clock.DisposeAsync();
        await _shop.DisposeAsync();
        if (_roundsWell == ChaosSettings.Rounds) _shop.Forget();
        _limit.Dispose();
    }

    private async Task OpenAsync()
    {
        while (!_shop.HasSecrets) await Task.Delay(TimeSpan.FromMilliseconds(50), _limit.Token);
        await _administrator.LogInAsync();
        _shelf = await Shelf.FillAsync(_administrator, _settings.Orders / OrdersPerScarcePiece);
        await Task.WhenAll(_customers.Select(customer => customer.RegisterAsync()));
        _recorder = await EventRecorder.StartAsync(_shop.Data);
    }

    private async Task StormAsync(int round, IReadOnlyCollection<Errands> customers, Action<string> say)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        end.CancelAfter(_settings.StormLimit);
        var progress = new Progress(_settings.OrdersOfRound, end.Token);
        var troubles = new Troubles(_shop, _recorder!, _settings, round, progress, say);
        var brought = troubles.BringAsync(_limit.Token);
        await Task.WhenAll(customers.Select(errands => progress.WorkAsync(errands.RunAsync)));
        await end.CancelAsync();
        await brought;
        await troubles.RepeatAllAsync(_limit.Token);
        say($"the storm is over, {_book.Orders.Count} orders were placed so far");
    }

    /// <summary>Looks at all books until nothing is wrong with them. A wrong answer, or a dead letter, does not go away by waiting.</summary>
    private async Task<bool> IsWellAsync(Action<IReadOnlyList<string>> note, Action<string> say)
    {
        var auditor = new Auditor(_shop, _administrator, _customers, _shelf!, _recorder!);
        while (true)
        {
            var snapshot = await auditor.ReadAsync(_limit.Token);
            var wrong = Invariants.Violations(snapshot, _book);
            note(wrong);
            say(wrong.Count == 0 ? $"all is well: {Counts()}" : $"not well, {wrong.Count} times: {wrong[0]}");
            if (wrong.Count == 0 || !_book.Complaints.IsEmpty || snapshot.DeadLetters.Count > 0) return wrong.Count == 0;
            await Task.Delay(AuditInterval, _limit.Token);
        }
    }

    /// <summary>No order is stuck: each that waits can be paid or cancelled.</summary>
    private Task SettleAsync(Dictionary<string, Errands> errands, Action<string> say)
    {
        var waiting = _book.Orders.Where(order => order.Value.Status == AwaitingPayment).OrderBy(order => order.Key).ToLookup(order => order.Value.Customer, order => order.Key);
        say("customers make up their minds about what still waits");
        return Task.WhenAll(waiting.Select(async orders =>
        {
            foreach (var id in orders) await errands[orders.Key].SettleAsync(id);
        }));
    }

    private string Counts() => string.Join(", ", _book.Orders.Values.CountBy(told => told.Status).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));
}
