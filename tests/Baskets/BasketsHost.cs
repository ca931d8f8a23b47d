using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.Configuration;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Baskets;
using DaprShop.Orders;
using DaprShop.Products;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using DaprShop.Testing.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Baskets;

/// <summary>Baskets with Products and Orders, a sidecar and a store each, and the requests that tests make to them.</summary>
public sealed class BasketsHost : IAsyncLifetime
{
    public const string Path = "/api/v1/basket";

    private readonly TestIdentity _identity = new();
    private readonly SidecarNetwork _network = new();
    private readonly ComponentTypes _types;
    private readonly string _storeType;
    private readonly FakeOrders? _fakeOrders;
    private readonly List<ServiceHost> _baskets = [];
    private ServiceHost? _products;
    private ServiceHost? _orders;

    public BasketsHost() : this(RedisLikeStateStore.Type, null)
    {
    }

    private BasketsHost(string storeType, FakeOrders? fakeOrders)
    {
        (_storeType, _fakeOrders) = (storeType, fakeOrders);
        _types = Store.AddTo(BuiltInComponents.Types());
        SettingsStore? settings = null;
        _types.Share<IWritableConfigurationStore>("configuration.in-memory", store => settings = new SettingsStore(store));
        Settings = settings!;
    }

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public RedisLikeStateStore Store { get; } = new();

    /// <summary>The live settings of all instances of Baskets.</summary>
    internal SettingsStore Settings { get; }

    /// <summary>The clock of the sidecars of Baskets.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>Calls the first instance of Baskets through its sidecar.</summary>
    public HttpClient Client => _baskets[0].Client;

    /// <param name="storeType">The type of the store of Baskets.</param>
    /// <param name="fakeOrders">What stands in place of Orders; null for the real one.</param>
    public static async Task<BasketsHost> StartAsync(string? storeType = null, FakeOrders? fakeOrders = null)
    {
        var host = new BasketsHost(storeType ?? RedisLikeStateStore.Type, fakeOrders);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        await StartProductsAsync();
        if (_fakeOrders is not null) await _fakeOrders.StartAsync(_network);
        else await StartOrdersAsync();
        await StartInstanceAsync();
    }

    /// <summary>Starts another instance of Baskets on the same store, and gives its number.</summary>
    /// <param name="change">Changes how it is started.</param>
    public async Task<int> StartInstanceAsync(Func<ServiceHostOptions, ServiceHostOptions>? change = null)
    {
        var options = Options("baskets", _storeType) with { SidecarTime = Time };
        _baskets.Add(await ServiceHost.StartAsync<BasketsOptions>(change?.Invoke(options) ?? options));
        return _baskets.Count - 1;
    }

    public async Task StartProductsAsync() => _products = await ServiceHost.StartAsync<ProductsOptions>(Options("products", "state.in-memory"));

    public async Task StopProductsAsync()
    {
        await _products!.DisposeAsync();
        _products = null;
    }

    public async Task StartOrdersAsync() => _orders = await ServiceHost.StartAsync<OrdersOptions>(Options("orders", "state.in-memory"));

    public async Task StopOrdersAsync()
    {
        await _orders!.DisposeAsync();
        _orders = null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _baskets.Append(_orders).Append(_products).OfType<ServiceHost>()) await host.DisposeAsync();
        if (_fakeOrders is not null) await _fakeOrders.DisposeAsync();
        _identity.Dispose();
    }

    /// <summary>Adds a product, and gives its id.</summary>
    public async Task<Guid> AddProductAsync(decimal price = 12.5m, int stock = 1000, string currency = "EUR", string name = "Teapot")
    {
        var response = await SendAsync(_products!.Client, HttpMethod.Post, "/api/v1/products", Guid.CreateVersion7(),
            JsonContent.Create(new { name, category = "Kitchen", price, currency, stock }), Roles.Administrator);
        return (Guid)(await ReadAsync(response, HttpStatusCode.Created))["id"]!;
    }

    public async Task RemoveProductAsync(Guid productId) => Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(
        _products!.Client, HttpMethod.Delete, $"/api/v1/products/{productId}", Guid.CreateVersion7(), null, Roles.Administrator, ("If-Match", "*"))).StatusCode);

    public Task<HttpResponseMessage> GetAsync(Guid user, int instance = 0) => SendAsync(_baskets[instance].Client, HttpMethod.Get, Path, user, null);

    public Task<HttpResponseMessage> ReplaceAsync(Guid user, string? ifMatch, params (Guid ProductId, int Quantity)[] items) =>
        SendAsync(Client, HttpMethod.Put, Path, user, JsonContent.Create(Items(items)), headers: [("If-Match", ifMatch)]);

    public Task<HttpResponseMessage> EmptyAsync(Guid user, string? ifMatch = null) =>
        SendAsync(Client, HttpMethod.Delete, Path, user, null, headers: [("If-Match", ifMatch)]);

    public Task<HttpResponseMessage> AddAsync(Guid user, Guid productId, int quantity = 1, string? key = null, string? ifMatch = null) =>
        SendAsync(Client, HttpMethod.Post, $"{Path}/items", user, JsonContent.Create(new { productId, quantity }),
            headers: [("Idempotency-Key", key), ("If-Match", ifMatch)]);

    public Task<HttpResponseMessage> MergeAsync(Guid user, string key, params (Guid ProductId, int Quantity)[] items) =>
        SendAsync(Client, HttpMethod.Post, $"{Path}/merge", user, JsonContent.Create(Items(items)), headers: [("Idempotency-Key", key)]);

    public Task<HttpResponseMessage> CheckOutAsync(Guid user, string key, string? ifMatch = null, string name = "Ada", int instance = 0) =>
        SendAsync(_baskets[instance].Client, HttpMethod.Post, $"{Path}/checkout", user, JsonContent.Create(Checkout(name)),
            headers: [("Idempotency-Key", key), ("If-Match", ifMatch)]);

    public Task<HttpResponseMessage> SendTextAsync(
        Guid user, HttpMethod method, string path, string body, params (string Name, string? Value)[] headers) =>
        SendAsync(Client, method, path, user, new StringContent(body, Encoding.UTF8, "application/json"), headers: headers);

    /// <summary>What is in a basket, and nothing else.</summary>
    public async Task<IReadOnlyList<(Guid ProductId, int Quantity)>> ItemsAsync(Guid user, int instance = 0) =>
        Items(await ReadAsync(await GetAsync(user, instance), HttpStatusCode.OK));

    /// <summary>The orders of a customer, the newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> OrdersAsync(Guid user, string query = "")
    {
        var page = await ReadAsync(await SendAsync(_orders!.Client, HttpMethod.Get, $"/api/v1/orders{query}", user, null), HttpStatusCode.OK);
        return [.. page["items"]!.AsArray().OfType<JsonNode>()];
    }

    public static IReadOnlyList<(Guid ProductId, int Quantity)> Items(JsonObject basketOrOrder) =>
        [.. basketOrOrder["items"]!.AsArray().Select(item => ((Guid)item!["productId"]!, (int)item["quantity"]!))];

    /// <summary>The body of an answer that must be of a certain status.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status}, not {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static object Items(IEnumerable<(Guid ProductId, int Quantity)> items) =>
        new { items = items.Select(item => new { productId = item.ProductId, quantity = item.Quantity }) };

    private static object Checkout(string name) =>
        new { shippingAddress = new { name, street = "1 Street", city = "London", postalCode = "E1", country = "GB" } };

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, Guid user, HttpContent? content, string role = Roles.Customer,
        params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = _identity.LogIn(user, role);
        foreach (var (name, value) in headers.Where(header => header.Value is not null)) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    private ServiceHostOptions Options(string appId, string storeType) => new()
    {
        AppId = appId,
        Components =
        [
            DaprletHost.Component($"{appId}-state", storeType, ("actorStateStore", "true")),
            DaprletHost.Component("pubsub", "pubsub.in-memory"),
            DaprletHost.Component("configuration", "configuration.in-memory"),
        ],
        ComponentTypes = _types,
        Network = _network,
        Settings = new Dictionary<string, string> { ["Orders:DecisionLimit"] = "01:00:00", ["Orders:WaitLimit"] = "01:00:00", ["Orders:TurnLimit"] = "01:00:00" },
        ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity),
    };
}
