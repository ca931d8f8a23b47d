using System.Diagnostics;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>An instance of Products and its sidecar, a process each, which a test can kill.</summary>
internal sealed class ProductsProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<Process> _processes = [];
    private readonly int _appPort = FreePorts.Take();
    private readonly int _sidecarPort = FreePorts.Take();
    private readonly int _grpcPort = FreePorts.Take();
    private readonly string _folder;

    private ProductsProcess(string folder) => _folder = folder;

    public static string Registry(string folder) => Path.Combine(folder, "register");

    /// <summary>The state store that all instances of a folder share.</summary>
    public static string Component(string folder) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: products-state
        spec:
          type: state.sqlite
          version: v1
          metadata:
            - name: connectionString
              value: '{{Path.Combine(folder, "products.db")}}'
            - name: actorStateStore
              value: "true"
        """;

    public static async Task<ProductsProcess> StartAsync(string folder)
    {
        var resources = Directory.CreateDirectory(Path.Combine(folder, "components")).FullName;
        await File.WriteAllTextAsync(Path.Combine(resources, "products-state.yaml"), Component(folder));
        var process = new ProductsProcess(folder);
        process.Start("Products.dll");
        process.Start("daprlet.dll", "--app-id", "products", "--app-port", $"{process._appPort}", "--dapr-http-port", $"{process._sidecarPort}", "--dapr-grpc-port", $"{process._grpcPort}", "--resources-path", resources);
        using var sidecar = process.Sidecar();
        using var limit = new CancellationTokenSource(Limit);
        while (!await IsReadyAsync(sidecar, limit.Token)) await Task.Delay(PollInterval, limit.Token);
        return process;
    }

    /// <summary>How many actors are active here.</summary>
    public async Task<int> ActiveActorsAsync()
    {
        using var sidecar = Sidecar();
        var metadata = JsonNode.Parse(await sidecar.GetStringAsync("/v1.0/metadata"))!;
        return metadata["actorRuntime"]!["activeActors"]!.AsArray().Sum(actors => (int?)actors!["count"] ?? 0);
    }

    /// <summary>Ends both with no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        foreach (var process in _processes) process.Kill();
        foreach (var process in _processes)
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
            process.Dispose();
        }

        _processes.Clear();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private HttpClient Sidecar() => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{_sidecarPort}"),
        DefaultRequestHeaders = { { "dapr-api-token", ServiceHost.DaprApiToken } },
    };

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = _folder,
            Environment =
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_appPort}",
                ["DAPR_HTTP_PORT"] = $"{_sidecarPort}",
                ["DAPR_GRPC_PORT"] = $"{_grpcPort}",
                ["DAPR_API_TOKEN"] = ServiceHost.DaprApiToken,
                ["APP_API_TOKEN"] = ServiceHost.AppApiToken,
                ["DAPRLET_REGISTRY"] = Registry(_folder),
                ["Serilog__MinimumLevel"] = "Fatal",
            },
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _processes.Add(process);
    }

    // The app's own health check does not say that the sidecar has asked for its actors; that the sidecar lists them does.
    private static async Task<bool> IsReadyAsync(HttpClient sidecar, CancellationToken cancellationToken)
    {
        try
        {
            return (await sidecar.GetStringAsync("/v1.0/metadata", cancellationToken)).Contains("StockActor", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
