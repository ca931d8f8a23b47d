using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
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
    private readonly TimeProvider? _time;
    private readonly string? _folder;

    public ProductsHost() : this(RedisLikeStateStore.Type, null, null)
    {
    }

    private ProductsHost(string storeType, TimeProvider? time, string? folder) => (_storeType, _time, _folder) = (storeType, time, folder);

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public RedisLikeStateStore Store { get; } = new();

    public ServiceHost this[int instance] => _instances[instance];

    /// <summary>How many instances run.</summary>
    public int Instances => _instances.Count;

    /// <param name="storeType">The type of the store; only the default is shared by several instances.</param>
    /// <param name="time">The clock of the service; the sidecar's is the machine's.</param>
    /// <param name="folder">The folder of a <see cref="ProductsProcess"/> with which it shares a SQLite file and the actors.</param>
    public static async Task<ProductsHost> StartAsync(string? storeType = null, TimeProvider? time = null, string? folder = null)
    {
        var host = new ProductsHost(storeType ?? RedisLikeStateStore.Type, time, folder);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        if (_instances.Count == 0) await StartInstanceAsync();
    }

    /// <summary>Starts a first instance whose sidecar does something wrong on purpose, and whose service watches it.</summary>
    /// <param name="faults">What the sidecar does wrong.</param>
    /// <param name="patience">How long the service waits for an answer of it.</param>
    public static async Task<ProductsHost> StartWatchedAsync(SidecarFaults faults, TimeSpan patience)
    {
        var host = new ProductsHost();
        var settings = new Dictionary<string, string> { ["ActorWatchdog:Enabled"] = "true", ["ActorWatchdog:Patience"] = $"{patience:c}" };
        host._instances.Add(await host.StartServiceAsync(faults, settings));
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances) await instance.DisposeAsync();
        _identity.Dispose();
    }

    /// <summary>Starts another instance, and gives its number.</summary>
    public async Task<int> StartInstanceAsync()
    {
        _instances.Add(await StartServiceAsync());
        return _instances.Count - 1;
    }

    /// <summary>Ends an instance with its sidecar, and starts it anew.</summary>
    public async Task RestartInstanceAsync(int instance)
    {
        await _instances[instance].DisposeAsync();
        _instances[instance] = await StartServiceAsync();
    }

    /// <summary>Ends the instance that has run for longest, in order; the numbers of the others go down by one.</summary>
    public async Task LeaveAsync()
    {
        var oldest = _instances[0];
        _instances.RemoveAt(0);
        await oldest.LeaveAsync();
    }

    /// <summary>Starts a sidecar of another app, which calls whichever instance there is.</summary>
    public Task<Sidecar> StartCallerAsync(string appId) => DaprletHost.StartAsync(new SidecarOptions
    {
        AppId = appId,
        Network = _folder is null ? _network : null,
        RegistryFolder = _folder is null ? null : ProductsProcess.Registry(_folder),
    });

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

    /// <summary>Sends one of the requests that orders make, which may fail.</summary>
    public Task<HttpResponseMessage> TryForOrderAsync(Guid orderId, string what, object request, int instance = 0) =>
        SendAsync(HttpMethod.Post, $"/internal/v1/orders/{orderId}/{what}", JsonContent.Create(request), login: null, instance);

    /// <summary>Sends one of the requests that orders make, and gives the products that were refused.</summary>
    public async Task<IReadOnlyList<Guid>> ForOrderAsync(Guid orderId, string what, object request, int instance = 0) =>
        [.. (await ReadAsync(await TryForOrderAsync(orderId, what, request, instance), HttpStatusCode.OK))["refused"]!.AsArray().Select(id => (Guid)id!)];

    /// <summary>Reserves pieces of one product.</summary>
    public Task<IReadOnlyList<Guid>> ReserveAsync(Guid orderId, Guid productId, int quantity = 1, int instance = 0) =>
        ForOrderAsync(orderId, "reserve", Items(productId, quantity), instance);

    /// <summary>What a reservation of one product asks for.</summary>
    public static object Items(Guid productId, int quantity, int revision = 1) =>
        new { revision, items = new[] { new { productId, quantity } } };

    /// <summary>What a release or a commit of one product asks for.</summary>
    public static object Ids(Guid productId, int revision = 1) => new { revision, productIds = new[] { productId } };

    /// <summary>The stock that the page of a product shows.</summary>
    public async Task<long> ShownAsync(Guid productId, int instance = 0) =>
        (long)(await ReadAsync(await GetAsync($"/api/v1/products/{productId}", instance: instance), HttpStatusCode.OK))["stock"]!;

    public async Task<(long Available, long Reserved, long Sold)> StockAsync(Guid productId, int instance = 0)
    {
        var stock = await ReadAsync(await AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{productId}/stock", instance: instance), HttpStatusCode.OK);
        return ((long)stock["available"]!, (long)stock["reserved"]!, (long)stock["sold"]!);
    }

    /// <summary>The sums over all lines of a product's ledger.</summary>
    public async Task<(long Available, long Reserved, long Sold)> SumOfLedgerAsync(Guid productId)
    {
        var entries = await LedgerAsync(productId);
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry["number"]!));
        long Sum(string count) => entries.Sum(entry => (long)entry[count]!);
        return (Sum("available"), Sum("reserved"), Sum("sold"));
    }

    /// <summary>All lines of a product's ledger.</summary>
    public async Task<IReadOnlyList<JsonNode>> LedgerAsync(Guid productId)
    {
        var (entries, pages) = (new List<JsonNode>(), 1);
        for (var page = 1; page <= pages; page++)
        {
            var statement = await ReadAsync(
                await AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{productId}/stock?page={page}"), HttpStatusCode.OK);
            entries.AddRange(statement["entries"]!.AsArray().OfType<JsonNode>());
            pages = (int)statement["pages"]!;
        }

        return entries;
    }

    /// <summary>The body of an answer that must be of a certain status.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status}, not {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private Task<ServiceHost> StartServiceAsync(SidecarFaults? faults = null, IReadOnlyDictionary<string, string>? settings = null) => ServiceHost.StartAsync<ProductsOptions>(new ServiceHostOptions
    {
        AppId = "products",
        Components = [_folder is null
            ? DaprletHost.Component("products-state", _storeType, ("actorStateStore", "true"))
            : DaprletHost.ComponentFrom(ProductsProcess.Component(_folder))],
        ComponentTypes = Store.AddTo(BuiltInComponents.Types()),
        Network = _folder is null ? _network : null,
        RegistryFolder = _folder is null ? null : ProductsProcess.Registry(_folder),
        GracefulShutdown = TimeSpan.FromMinutes(4),
        Faults = faults ?? SidecarFaults.None,
        Settings = settings ?? new Dictionary<string, string>(),
        ConfigureServices = services =>
        {
            services.AddSingleton<IVerificationKeys>(_identity);
            if (_time is not null) services.AddSingleton(_time);
        },
    });
}
