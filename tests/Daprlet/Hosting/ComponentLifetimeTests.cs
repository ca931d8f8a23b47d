using System.Net;
using Daprlet.Components;
using Daprlet.Components.Secrets;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Components that take their time to begin, or fail to end.</summary>
public sealed class ComponentLifetimeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("components-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("0s")]
    [InlineData("-1s")]
    public async Task A_time_limit_of_nothing_or_less_is_the_usual_one(string initTimeout)
    {
        var component = DaprletHost.Component("slow", "secretstores.odd");
        await using var sidecar = await DaprletHost.StartAsync(Options() with { Components = [component with { Spec = component.Spec with { InitTimeout = initTimeout } }] });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(sidecar, "slow"));
    }

    [Fact]
    public async Task A_component_that_fails_to_close_goes_all_the_same_and_so_does_its_sidecar()
    {
        Write("goes");
        await using var sidecar = await DaprletHost.StartAsync(Options() with { ResourcesPaths = [_folder] });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(sidecar, "goes"));

        File.Delete(Path.Combine(_folder, "goes.yaml"));
        Write("comes");
        await UntilAsync(sidecar, "comes", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(sidecar, "goes"));

        await sidecar.StopAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private static SidecarOptions Options() => new()
    {
        AppId = "shop",
        Logging = NullLoggerFactory.Instance,
        ComponentTypes = BuiltInComponents.Types().Add("secretstores.odd", () => new OddStore()),
    };

    private void Write(string name) => File.WriteAllText(Path.Combine(_folder, $"{name}.yaml"), $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: {{name}} }
        spec: { type: secretstores.odd, version: v1 }
        """);

    private static async Task UntilAsync(Sidecar sidecar, string store, HttpStatusCode status)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await StatusAsync(sidecar, store) != status)
            await Task.Delay(20, limit.Token);
    }

    private static async Task<HttpStatusCode> StatusAsync(Sidecar sidecar, string store)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/secrets/{store}/key");
        return response.StatusCode;
    }

    /// <summary>Begins after a moment, and fails to close.</summary>
    private sealed class OddStore : ISecretStore
    {
        public IReadOnlyList<string> Features => [];

        public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.Delay(50, cancellationToken);

        public Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, string>?>(new Dictionary<string, string> { [name] = "value" });

        public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => throw new IOException("cannot be closed");
    }
}
