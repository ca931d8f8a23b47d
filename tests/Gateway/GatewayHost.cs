using System.Net.Http.Headers;
using System.Security.Cryptography;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using DaprShop.Gateway;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Gateway;

/// <summary>The gateway, with apps that note what arrives in place of the services behind it.</summary>
public sealed class GatewayHost : IAsyncLifetime
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly TimeProvider _time;
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private ServiceHost? _gateway;
    private EchoApp? _users;
    private EchoApp? _products;
    private EchoApp? _orders;
    private EchoApp? _baskets;
    private EchoApp? _notifications;

    public GatewayHost() : this(new Dictionary<string, string>(), TimeProvider.System)
    {
    }

    private GatewayHost(IReadOnlyDictionary<string, string> settings, TimeProvider time) => (_settings, _time) = (settings, time);

    /// <summary>As a person's client: straight to the public port, without any of Dapr's tokens.</summary>
    public HttpClient Client => _gateway!.Direct;

    public Uri Address => _gateway!.Address;

    public Sidecar Sidecar => _gateway!.Sidecar;

    public EchoApp Users => _users!;

    public EchoApp Products => _products!;

    public EchoApp Orders => _orders!;

    public EchoApp Baskets => _baskets!;

    public EchoApp Notifications => _notifications!;

    public static Task<GatewayHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    public static async Task<GatewayHost> StartAsync(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var host = new GatewayHost(settings.ToDictionary(setting => setting.Key, setting => setting.Value), time);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        var network = new SidecarNetwork();
        _users = await EchoApp.StartAsync("users", network);
        _products = await EchoApp.StartAsync("products", network);
        _orders = await EchoApp.StartAsync("orders", network);
        _baskets = await EchoApp.StartAsync("baskets", network);
        _notifications = await EchoApp.StartAsync("notifications", network);
        _users.Answer = AnswerKeysAsync;
        _gateway = await ServiceHost.StartAsync<RateLimitOptions>(
            new ServiceHostOptions { AppId = "gateway", Network = network, Settings = _settings, ConfigureServices = services => services.AddSingleton(_time) });
    }

    /// <summary>An access token that Users would issue.</summary>
    public string Token(string role = Roles.Customer)
    {
        var now = _time.GetUtcNow();
        return Jwt.Sign(new AccessToken(Guid.CreateVersion7(), "somebody", role, Guid.NewGuid(), now, now.AddMinutes(5)), "key", _pair);
    }

    /// <summary>A request of somebody who has logged in.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string role = Roles.Customer) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Token(role)) } };

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        foreach (var app in new[] { _users, _products, _orders, _baskets, _notifications }.OfType<EchoApp>()) await app.DisposeAsync();
        _pair.Dispose();
    }

    private Task AnswerKeysAsync(HttpContext context) => context.Request.Path == JsonWebKeySet.Path
        ? context.Response.WriteAsJsonAsync(new JsonWebKeySet([JsonWebKey.From(new("key", _pair.ExportParameters(false).Q))]))
        : context.Response.WriteAsJsonAsync(new { });
}
