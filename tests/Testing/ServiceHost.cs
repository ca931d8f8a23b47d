using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Testing;

/// <summary>
/// A real service behind a real sidecar, in this process: the service as its <c>Program</c> starts it, on Kestrel and a free
/// port, the sidecar with components in memory, API tokens on for both.
/// </summary>
public sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>What the sidecar demands of the service.</summary>
    public const string DaprApiToken = "token-of-the-sidecar";

    /// <summary>What the service demands of its callers.</summary>
    public const string AppApiToken = "token-of-the-app";

    /// <summary>The address of a program on a free port. Not <c>UseKestrel(0)</c>: that sets the port when the program may be listening already.</summary>
    internal const string AnyPort = "http://127.0.0.1:0";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly IDisposable _factory;
    private readonly IServiceProvider _services;

    private ServiceHost(Sidecar sidecar, IDisposable factory, IServiceProvider services, string appId)
    {
        Sidecar = sidecar;
        _factory = factory;
        _services = services;
        Address = new Uri(services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        Direct = new HttpClient(WithoutRedirects()) { BaseAddress = Address };
        Client = new HttpClient(WithoutRedirects()) { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };
        Client.DefaultRequestHeaders.Add("dapr-api-token", DaprApiToken);
        Client.DefaultRequestHeaders.Add("dapr-app-id", appId);
    }

    /// <summary>The sidecar.</summary>
    public Sidecar Sidecar { get; }

    /// <summary>Where the service itself listens.</summary>
    public Uri Address { get; }

    /// <summary>Calls the service through its sidecar.</summary>
    public HttpClient Client { get; }

    /// <summary>Calls the service past its sidecar, without a token.</summary>
    public HttpClient Direct { get; }

    /// <summary>The services that make up the service.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Starts a service.</summary>
    /// <typeparam name="TProgram">Any public type of the service's assembly.</typeparam>
    public static async Task<ServiceHost> StartAsync<TProgram>(ServiceHostOptions options) where TProgram : class
    {
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = options.AppId,
            Components = options.Secrets.Count == 0
                ? options.Components
                : [.. options.Components, DaprletHost.Component("secrets", "secretstores.local.env")],
            Environment = options.Secrets,
            ComponentTypes = options.ComponentTypes,
            Network = options.Network,
            RegistryFolder = options.RegistryFolder,
            Time = options.SidecarTime,
            RemindersFile = options.RemindersFile,
            GracefulShutdown = options.GracefulShutdown,
            Faults = options.Faults,
            DaprApiToken = DaprApiToken,
            AppApiToken = options.AppTokenDemanded ? AppApiToken : null,
        });
        var factory = new Factory<TProgram>(options, options.WayToSidecar(sidecar));
        try
        {
            factory.UseKestrel();
            factory.StartServer();
            var host = new ServiceHost(sidecar, factory, factory.Services, options.AppId);
            sidecar.ConnectApp(options.WayToApp(host.Address.Port));
            await sidecar.ReadyAsync(StartLimit);
            return host;
        }
        catch
        {
            await factory.DisposeAsync();
            await sidecar.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the sidecar, which waits for what is under way, and then the service: the order in which an instance goes that is not needed any more.</summary>
    public async Task LeaveAsync()
    {
        await Sidecar.StopAsync();
        await DisposeAsync();
    }

    /// <summary>Ends the service, then its sidecar.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Direct.Dispose();
        _factory.Dispose();
        await Sidecar.DisposeAsync();
    }

    private static SocketsHttpHandler WithoutRedirects() => new() { AllowAutoRedirect = false, UseCookies = false };

    private sealed class Factory<TProgram>(ServiceHostOptions options, IReadOnlyDictionary<string, string> environment) : WebApplicationFactory<TProgram>
        where TProgram : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseContentRoot(AppContext.BaseDirectory);
            builder.UseSetting(WebHostDefaults.ServerUrlsKey, AnyPort);
            builder.UseSetting("Serilog:MinimumLevel", "Fatal");
            foreach (var (key, value) in environment.Concat(options.Settings)) builder.UseSetting(key, value);
            builder.ConfigureServices(services => options.ConfigureServices?.Invoke(services));
        }
    }
}
