using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapr.Actors;
using Dapr.Actors.Client;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Orders;
using DaprShop.Orders.Processing;
using DaprShop.Payments;
using DaprShop.Products;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using DaprShop.Tests.Orders.Crashes;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Orders;

/// <summary>Orders with Products and Payments, a sidecar and a store each, and the requests that tests make to them.</summary>
public sealed class ShopHost : IAsyncLifetime
{
    private readonly TestIdentity _identity = new();
    private readonly SidecarNetwork _network = new();
    private readonly string _storeType;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _remindersFile = Path.Combine(Path.GetTempPath(), $"daprshop-reminders-{Guid.NewGuid():N}.sqlite");
    private readonly List<ServiceHost> _hosts = [];
    private SidecarLine? _line;
    private TcpRelay? _wayToOrders;

    public ShopHost() : this(RedisLikeStateStore.Type, new Dictionary<string, string>())
    {
    }

    private ShopHost(string storeType, IReadOnlyDictionary<string, string> settings) => (_storeType, _settings) = (storeType, settings);

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public static object Address { get; } = new { name = "Ada", street = "1 Street", city = "London", postalCode = "E1", country = "GB" };

    public RedisLikeStateStore OrdersStore { get; } = new();

    public RedisLikeStateStore PaymentsStore { get; } = new();

    public RedisLikeStateStore ProductsStore { get; } = new();

    /// <summary>The broker.</summary>
    internal RecordingPubSub Events { get; } = new();

    /// <summary>The clock of Orders and its sidecar: reminders come when a test moves it.</summary>
    public VirtualTime Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>The clock of the time limits of Orders, apart, so that reminders can come and nothing breaks off.</summary>
    public VirtualTime Limits { get; } = new();

    /// <summary>The card processor.</summary>
    public CardSandboxHost Cards { get; } = new();

    public ServiceHost Products => _hosts[0];

    public ServiceHost Payments => _hosts[1];

    public ServiceHost Orders => _hosts[2];

    public static async Task<ShopHost> StartAsync(string? storeType = null, params (string Name, string Value)[] settings)
    {
        var shop = new ShopHost(storeType ?? RedisLikeStateStore.Type, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        await shop.InitializeAsync();
        return shop;
    }

    /// <summary>Starts a shop whose Orders reaches its sidecar over a line.</summary>
    internal static async Task<ShopHost> StartOnLineAsync(SidecarLine line, params (string Name, string Value)[] settings)
    {
        var shop = new ShopHost(RedisLikeStateStore.Type, settings.ToDictionary(setting => setting.Name, setting => setting.Value)) { _line = line };
        await shop.InitializeAsync();
        return shop;
    }

    public async ValueTask InitializeAsync()
    {
        _hosts.Add(await ServiceHost.StartAsync<ProductsOptions>(Options("products", ProductsStore)));
        _hosts.Add(await ServiceHost.StartAsync<PaymentsOptions>(
            Options("payments", PaymentsStore, CardSandboxHost.Component(Cards.Address))));
        _hosts.Add(await StartOrdersAsync());
    }

    /// <summary>Lets the sidecar of Orders let go of all that it has asked of it.</summary>
    public void LetGoOfOrders()
    {
        _wayToOrders!.Cut();
        _wayToOrders.Mend();
    }

    /// <summary>Ends Orders and its sidecar, and starts both anew.</summary>
    public async Task RestartOrdersAsync()
    {
        await WhileTimeGoesByAsync(Orders.DisposeAsync().AsTask());
        await _wayToOrders!.DisposeAsync();
        _hosts[2] = await StartOrdersAsync();
    }

    /// <summary>Lets the time go by, a drive reminder after the other, until something is so.</summary>
    // However long it takes, an order that awaits payment is not overdue at the end.
    public Task DriveUntilAsync(Func<Task<bool>> isSo)
    {
        var hurriesUntil = Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        return Eventually.TrueAsync(async () =>
        {
            if (await isSo()) return true;
            Time.Advance(Time.GetUtcNow() < hurriesUntil ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(100));
            return false;
        }, "the orders to come that far");
    }

    /// <summary>
    /// Does what a reminder of an order does, and waits for it. It is repeated as a reminder is: when the clock leaps, the sidecar gives up waiting for
    /// a deactivation, whose request may reach the app later, and end the next turn.
    /// </summary>
    public Task GoOnAsync(Guid orderId) => Eventually.TrueAsync(async () =>
    {
        try
        {
            await Orders.Services.GetRequiredService<IActorProxyFactory>().CreateActorProxy<IOrderActor>(new ActorId($"{orderId}"), nameof(OrderActor)).GoOnAsync();
            return true;
        }
        catch (ActorMethodInvocationException e) when (e.Message.Contains("CanceledException", StringComparison.Ordinal))
        {
            return false;
        }
    }, "the order to go on");

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts)) await WhileTimeGoesByAsync(host.DisposeAsync().AsTask());
        if (_wayToOrders is not null) await _wayToOrders.DisposeAsync();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_remindersFile)}*")) File.Delete(file);
        Cards.Dispose();
        _identity.Dispose();
    }

    /// <summary>A customer's login, as it was given out at some time.</summary>
    public AuthenticationHeaderValue LogIn(Guid user, DateTimeOffset at) => _identity.LogIn(user, time: new VirtualTime(at));

    /// <summary>Adds a product, and gives its id.</summary>
    public async Task<Guid> AddProductAsync(decimal price = 12.5m, int stock = 10, string currency = "EUR", string name = "Teapot")
    {
        var response = await SendAsync(Products, HttpMethod.Post, "/api/v1/products", Guid.CreateVersion7(),
            JsonContent.Create(new { name, category = "Kitchen", price, currency, stock }), Roles.Administrator);
        return (Guid)(await ReadAsync(response, HttpStatusCode.Created))["id"]!;
    }

    public async Task RemoveProductAsync(Guid productId) => Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(
        Products, HttpMethod.Delete, $"/api/v1/products/{productId}", Guid.CreateVersion7(), null, Roles.Administrator, ("If-Match", "*"))).StatusCode);

    public async Task AdjustStockAsync(Guid productId, int delta) => await ReadAsync(await SendAsync(
        Products, HttpMethod.Post, $"/api/v1/products/{productId}/stock", Guid.CreateVersion7(),
        JsonContent.Create(new { delta, reason = "delivered" }), Roles.Administrator), HttpStatusCode.OK);

    /// <summary>Releases all that an order has reserved of a product, which the order does not know.</summary>
    public async Task ReleaseAsync(Guid orderId, Guid productId) => await ReadAsync(await Products.Client.PostAsJsonAsync(
        $"/internal/v1/orders/{orderId}/release", new { revision = 1, productIds = new[] { productId } }), HttpStatusCode.OK);

    public async Task<(long Available, long Reserved, long Sold)> StockAsync(Guid productId)
    {
        var response = await SendAsync(Products, HttpMethod.Get, $"/api/v1/products/{productId}/stock", Guid.CreateVersion7(), null, Roles.Administrator);
        var stock = await ReadAsync(response, HttpStatusCode.OK);
        return ((long)stock["available"]!, (long)stock["reserved"]!, (long)stock["sold"]!);
    }

    public async Task<(decimal Charged, decimal Refunded)> MoneyAsync(Guid orderId)
    {
        var statement = await ReadAsync(await Payments.Client.GetAsync($"/internal/v1/orders/{orderId}"), HttpStatusCode.OK);
        return ((decimal)statement["charged"]!, (decimal)statement["refunded"]!);
    }

    public static object Body(params (Guid ProductId, int Quantity)[] items) =>
        new { items = items.Select(item => new { productId = item.ProductId, quantity = item.Quantity }), shippingAddress = Address };

    public Task<HttpResponseMessage> PlaceAsync(Guid user, string key, params (Guid ProductId, int Quantity)[] items) =>
        PostAsync(user, "/api/v1/orders", Body(items), ("Idempotency-Key", key));

    /// <summary>An order that awaits payment.</summary>
    public async Task<Guid> PlacedAsync(Guid user, params (Guid ProductId, int Quantity)[] items)
    {
        var order = await ReadAsync(await PlaceAsync(user, $"{Guid.NewGuid()}", items), HttpStatusCode.Created);
        Assert.Equal("AwaitingPayment", (string?)order["status"]);
        return (Guid)order["id"]!;
    }

    public Task<HttpResponseMessage> PayAsync(Guid user, Guid orderId, string paymentToken = "tok_visa") =>
        PostAsync(user, $"/api/v1/orders/{orderId}/pay", new { paymentToken });

    public Task<HttpResponseMessage> EditAsync(Guid user, Guid orderId, params (Guid ProductId, int Quantity)[] items) =>
        SendAsync(Orders, HttpMethod.Put, $"/api/v1/orders/{orderId}", user, JsonContent.Create(Body(items)));

    public Task<HttpResponseMessage> DoAsync(Guid user, Guid orderId, string what) =>
        SendAsync(Orders, HttpMethod.Post, $"/api/v1/orders/{orderId}/{what}", user, null);

    public Task<HttpResponseMessage> DeleteAsync(Guid user, Guid orderId) =>
        SendAsync(Orders, HttpMethod.Delete, $"/api/v1/orders/{orderId}", user, null);

    /// <summary>The order's payments as its customer, or an administrator, sees them.</summary>
    public Task<HttpResponseMessage> PaymentsAsync(Guid user, Guid orderId, string role = Roles.Customer) =>
        SendAsync(Orders, HttpMethod.Get, $"/api/v1/orders/{orderId}/payments", user, null, role);

    public Task<HttpResponseMessage> GetAsync(Guid user, string path) => SendAsync(Orders, HttpMethod.Get, $"/api/v1/orders{path}", user, null);

    public async Task<string?> StatusAsync(Guid user, Guid orderId) =>
        (string?)(await ReadAsync(await GetAsync(user, $"/{orderId}"), HttpStatusCode.OK))["status"];

    /// <summary>Whether no reminder drives an order any more.</summary>
    public async Task<bool> IsQuietAsync(Guid orderId) => !(await RemindersAsync(orderId)).Any(name => name.StartsWith("drive", StringComparison.Ordinal));

    /// <summary>The names of an order's reminders.</summary>
    public async Task<IReadOnlyList<string>> RemindersAsync(Guid orderId)
    {
        var list = await ReadAsync(await Orders.Client.GetAsync($"/v1.0/actors/OrderActor/{orderId}/reminders"), HttpStatusCode.OK);
        return [.. list["reminders"]!.AsArray().Select(reminder => (string)reminder!["name"]!)];
    }

    /// <summary>The status of a customer's order as the list of orders shows it; null if there is none, and there must not be two.</summary>
    public async Task<string?> OnlyStatusAsync(Guid user)
    {
        var list = await ReadAsync(await GetAsync(user, ""), HttpStatusCode.OK);
        Assert.InRange((int)list["total"]!, 0, 1);
        return (string?)list["items"]!.AsArray().FirstOrDefault()?["status"];
    }

    public Task<HttpResponseMessage> PostAsync(Guid user, string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(Orders, HttpMethod.Post, path, user, JsonContent.Create(body), Roles.Customer, headers);

    public Task<HttpResponseMessage> PostTextAsync(Guid user, string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(Orders, HttpMethod.Post, path, user, new StringContent(body, Encoding.UTF8, "application/json"), Roles.Customer, headers);

    /// <summary>The body of an answer that must be of a certain status.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status}, not {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<HttpResponseMessage> SendAsync(
        ServiceHost host, HttpMethod method, string path, Guid user, HttpContent? content, string role = Roles.Customer,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = _identity.LogIn(user, role, host == Orders ? Time : null);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await host.Client.SendAsync(request);
    }

    private async Task<ServiceHost> StartOrdersAsync()
    {
        var start = ServiceHost.StartAsync<OrdersOptions>(Options("orders", OrdersStore) with
        {
            SidecarTime = Time,
            RemindersFile = _remindersFile,
            WayToApp = port => (_wayToOrders = new TcpRelay(port)).Address.Port,
            WayToSidecar = sidecar => _line?.Connect(sidecar) ?? sidecar.AppEnvironment(),
            ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity).AddSingleton<TimeProvider>(new OrdersTime(Time, Limits)),
        });
        await WhileTimeGoesByAsync(start);
        return await start;
    }

    /// <summary>Waits for something while the time goes by as it does: a sidecar that dials its app in vain, or repeats a call, waits on its own clock.</summary>
    public async Task WhileTimeGoesByAsync(Task task)
    {
        while (await Task.WhenAny(task, Task.Delay(50)) != task) Time.Advance(TimeSpan.FromMilliseconds(250));
        await task;
    }

    private ServiceHostOptions Options(string appId, RedisLikeStateStore store, params ComponentManifest[] others) => new()
    {
        AppId = appId,
        Components =
        [
            DaprletHost.Component($"{appId}-state", _storeType, ("actorStateStore", "true")), DaprletHost.Component("pubsub", RecordingPubSub.Type), .. others,
        ],
        ComponentTypes = store.AddTo(BuiltInComponents.Types()).Add(RecordingPubSub.Type, () => Events),
        Network = _network,
        Settings = _settings,
        ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity),
    };

    private sealed class OrdersTime(VirtualTime clock, VirtualTime limits) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            limits.CreateTimer(callback, state, dueTime, period);
    }
}
