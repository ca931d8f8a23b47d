using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.PubSub.Subscriptions;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace DaprShop.Tests.Daprlet.Resources.Fuzzing;

/// <summary>Thousands of resource files that nobody means: each is taken, or what is wrong with it is said in a line that names the file.</summary>
public sealed class ResourceFuzzTests : IDisposable
{
    private const string Components = """
        # components of the shop
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: store
          namespace: shop
        spec:
          type: state.in-memory
          version: v1
          ignoreErrors: no
          initTimeout: 5s
          metadata: &items
          - name: keyPrefix
            value: none
          - name: password
            secretKeyRef:
              name: redis
              key: password
          - { name: host, envRef: HOST }
        auth:
          secretStore: env
        scopes:
        - alpha
        --- # secrets
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: env }
        spec:
          type: secretstores.local.env
          version: v1
          metadata:
            - name: prefix
              value: "A_"
        """;

    private const string Endpoint = """
        apiVersion: dapr.io/v1alpha1
        kind: HTTPEndpoint
        metadata:
          name: outside
        spec:
          baseUrl: https://example.org
          headers:
          - name: x-key
            value: "1"
          clientTLS:
            rootCA:
              value: |
                -----BEGIN CERTIFICATE-----
                -----END CERTIFICATE-----
        """;

    private const string Subscriptions = """
        apiVersion: dapr.io/v2alpha1
        kind: Subscription
        metadata:
          name: orders
        spec:
          pubsubname: pubsub
          topic: orders
          routes:
            rules:
            - match: event.type == "order.created"
              path: /created
            default: /orders
          bulkSubscribe:
            enabled: true
            maxMessagesCount: 100
          metadata:
            rawPayload: "true"
        scopes: [alpha]
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata: {name: old}
        spec: {pubsubname: pubsub, topic: old, route: /old, deadLetterTopic: dead}
        """;

    private const string Resiliency = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: rules
        spec:
          policies:
            timeouts:
              short: 2s
            retries:
              often:
                policy: exponential
                maxInterval: 15s
                maxRetries: 5
                matching: {httpStatusCodes: "429,500-599", gRPCStatusCodes: "1-4"}
            circuitBreakers:
              breaker: {maxRequests: 1, interval: 8s, timeout: 45s, trip: consecutiveFailures > 5}
          targets:
            apps:
              beta: {timeout: short, retry: often, circuitBreaker: breaker, circuitBreakerCacheSize: 10}
            actors:
              cat: {timeout: short, circuitBreaker: breaker, circuitBreakerScope: both}
            components:
              store: {outbound: {retry: often}, inbound: {timeout: short}}
        """;

    private const string Configuration = """
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: config
        spec:
          tracing:
            samplingRate: "1"
          metric:
            enabled: on
          features:
          - name: ServiceInvocationStreaming
            enabled: true
          secrets:
            scopes:
            - storeName: env
              defaultAccess: deny
              allowedSecrets: ["a", "$NAME"]
          components:
            deny: [state.nosuch]
          api:
            allowed:
            - {name: state, version: v1, protocol: http}
          nameResolution:
            component: sqlite
            configuration: {connectionString: "names.db"}
        """;

    private const int RoundsPerStart = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_resource_file_is_taken_or_named_in_a_line() => FuzzRounds.RunAsync(async random =>
    {
        var text = new[] { Components, Endpoint, Subscriptions, Resiliency, Configuration }[random.Next(5)];
        File.WriteAllBytes(At("a.yaml"), MutatedText.Of(text, random));
        var told = new List<string>();

        Read(told);
        told.AddRange((await ResourceCheck.FindProblemsAsync([Options()])).Select(problem => problem.ToString()));
        if (random.Next(RoundsPerStart) == 0)
            await StartAsync();

        // As daprd does, one message names every duplicate, each on a line.
        Assert.All(told.Where(message => !message.Contains("duplicate definition", StringComparison.Ordinal)), line => AssertIsForPeople(line, At("a.yaml")));
    });

    private void Read(List<string> told)
    {
        try
        {
            void Add(ResourceException e) => told.Add(e.Message);
            var documents = ResourceSet.Load([_folder], "alpha", "", Add).Documents;
            told.AddRange(DeclaredSubscriptions.FindProblems(documents, "alpha").Select(e => e.Message));
            foreach (var manifest in ResiliencyLoader.Decode(documents, Add))
                _ = ResiliencyLoader.Parse([manifest], Add).Count();
            ConfigurationFiles.Read([At("a.yaml")], _ => "x");
        }
        catch (ResourceException e)
        {
            told.Add(e.Message);
        }
    }

    private async Task StartAsync()
    {
        await using var sidecar = new Sidecar(Options() with { GracefulShutdown = TimeSpan.Zero });
        try
        {
            await sidecar.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is ResourceException or ComponentException)
        {
            Assert.NotEqual("", e.Message);
        }
    }

    /// <summary>One line, with the file, and nothing of the program's inside.</summary>
    internal static void AssertIsForPeople(string line, string file)
    {
        Assert.StartsWith(file, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotMatch(@"Exception|Object reference|current state of the object|System\.|Nullable|JsonElement|Parameter '", line);
    }

    private SidecarOptions Options() => new() { AppId = "alpha", HttpPort = 0, GrpcPort = 0, InternalPort = 0, ResourcesPaths = [_folder], ConfigFiles = [At("a.yaml")], WorkingDirectory = _folder };

    private string At(string name) => Path.Combine(_folder, name);
}
