using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using DaprShop.Products;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Products;

/// <summary>One or more instances of Products on one store, and the requests that tests make to them.</summary>
public sealed class ProductsHost : IAsyncLifetime
{
    private readonly TestIdentity _identity = new();
    private readonly SidecarNetwork _network = new();
    private readonly List<ServiceHost> _instances = [];
    private readonly string _storeType;

    public ProductsHost() : this(RedisLikeStateStore.Type)
    {
    }

    private ProductsHost(string storeType) => _storeType = storeType;

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public RedisLikeStateStore Store { get; } = new();

    public ServiceHost this[int instance] => _instances[instance];

    public static async Task<ProductsHost> StartAsync(string? storeType = null)
    {
        var host = new ProductsHost(storeType ?? RedisLikeStateStore.Type);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync() => await StartInstanceAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances) await instance.DisposeAsync();
        _identity.Dispose();
    }

    /// <summary>Starts another instance, and gives its number.</summary>
    public async Task<int> StartInstanceAsync()
    {
        _instances.Add(await ServiceHost.StartAsync<ProductsOptions>(new ServiceHostOptions
        {
            AppId = "products",
            Components = [DaprletHost.Component("products-state", _storeType, ("actorStateStore", "true"))],
            Network = _network,
            ComponentTypes = Store.AddTo(BuiltInComponents.Types()),
            ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity),
        }));
        return _instances.Count - 1;
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? ifNoneMatch = null, int instance = 0) =>
        SendAsync(HttpMethod.Get, path, null, login: null, instance, ("If-None-Match", ifNoneMatch));

    public Task<HttpResponseMessage> AsAdministratorAsync(
        HttpMethod method, string path, object? body = null, string? ifMatch = null, int instance = 0) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body), Roles.Administrator, instance, ("If-Match", ifMatch));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? login, int instance = 0, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (login is not null) request.Headers.Authorization = _identity.LogIn(Guid.CreateVersion7(), login);
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        return await _instances[instance].Client.SendAsync(request);
    }

    /// <summary>Adds a product, and gives its id.</summary>
    public async Task<Guid> AddAsync(
        string name = "Teapot", decimal price = 12.5m, int stock = 10, string category = "Kitchen", string description = "", int instance = 0)
    {
        var response = await AsAdministratorAsync(HttpMethod.Post, "/api/v1/products",
            new { name, description, category, price, currency = "EUR", stock }, instance: instance);
        return (Guid)(await ReadAsync(response, HttpStatusCode.Created))["id"]!;
    }

    /// <summary>Sends one of the requests that orders make.</summary>
    public async Task<IReadOnlyList<Guid>> ForOrderAsync(Guid orderId, string what, object request, int instance = 0)
    {
        var response = await SendAsync(
            HttpMethod.Post, $"/internal/v1/orders/{orderId}/{what}", JsonContent.Create(request), login: null, instance);
        return [.. (await ReadAsync(response, HttpStatusCode.OK))["refused"]!.AsArray().Select(id => (Guid)id!)];
    }

    public async Task<(long Available, long Reserved, long Sold)> StockAsync(Guid productId)
    {
        var stock = await ReadAsync(await AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{productId}/stock"), HttpStatusCode.OK);
        return ((long)stock["available"]!, (long)stock["reserved"]!, (long)stock["sold"]!);
    }

    /// <summary>The body of an answer that must be of a certain status.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status}, not {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
