using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Components.Secrets;
using Daprlet.Components.State;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Operations of components under policies: of components that fail as the test says.</summary>
public sealed class ComponentResiliencyTests : IAsyncLifetime
{
    private const string Policies = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: { name: r }
        spec:
          policies:
            retries: { twice: { duration: 0s, maxRetries: 2 } }
            timeouts: { short: 100ms }
            circuitBreakers: { quick: { trip: consecutiveFailures >= 2 } }
          targets:
            components:
              retried: { outbound: { retry: twice } }
              timed: { outbound: { timeout: short } }
              guarded: { outbound: { circuitBreaker: quick } }
        """;

    private readonly string _resources = Directory.CreateTempSubdirectory("resiliency-").FullName;
    private readonly Faulty _backend = new();
    private Sidecar _sidecar = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_resources, "r.yaml"), Policies);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
        Directory.Delete(_resources, recursive: true);
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again()
    {
        await StartAsync("retried", "state.faulty");
        _backend.Failures = 2;

        using var response = await _client.GetAsync("/v1.0/state/retried/a");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(3, _backend.Operations.Count);
    }

    [Fact]
    public async Task When_all_attempts_fail_the_stores_last_word_is_the_answer()
    {
        await StartAsync("retried", "state.faulty");
        _backend.Failures = 9;

        using var response = await _client.PostAsJsonAsync("/v1.0/state/retried", new[] { new { key = "a", value = 1 } });

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("failure 3", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Of_several_items_only_those_that_failed_are_saved_again_and_those_with_a_stale_etag_are_not()
    {
        await StartAsync("retried", "state.faulty");
        _backend.RefuseOnce.Add("b");
        _backend.Conflicts.Add("c");

        using var response = await _client.PostAsJsonAsync("/v1.0/state/retried", new object[] { new { key = "a", value = 1 }, new { key = "b", value = 2 }, new { key = "c", value = 3, etag = "0" } });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(["a", "b", "b", "c"], _backend.Operations.Select(key => key.Split("||")[^1]).Order());
    }

    [Fact]
    public async Task An_open_breaker_answers_for_the_store()
    {
        await StartAsync("guarded", "state.faulty");
        _backend.Failures = 2;

        for (var i = 0; i < 2; i++)
            (await _client.GetAsync("/v1.0/state/guarded/a")).Dispose();
        using var response = await _client.GetAsync("/v1.0/state/guarded/a");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("fail to get a from state store guarded: circuit breaker is open", (string?)(await response.Content.ReadFromJsonAsync<JsonObject>())?["message"]);
        Assert.Equal(2, _backend.Operations.Count);
    }

    [Fact]
    public async Task A_store_that_takes_too_long_is_not_waited_for()
    {
        await StartAsync("timed", "state.faulty");
        _backend.IsSlow = true;

        using var response = await _client.GetAsync("/v1.0/state/timed/a");

        Assert.Contains("context deadline exceeded", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_secret_store_that_fails_is_asked_again_and_an_open_breaker_answers_for_it()
    {
        await StartAsync("guarded", "secretstores.faulty");

        using var missing = await _client.GetAsync("/v1.0/secrets/guarded/none");
        using var again = await _client.GetAsync("/v1.0/secrets/guarded/none");
        using var open = await _client.GetAsync("/v1.0/secrets/guarded/bulk");

        Assert.Contains("secret none not found", await missing.Content.ReadAsStringAsync());
        Assert.Equal("""{"errorCode":"ERR_SECRET_GET","message":"failed getting secrets from secret store guarded: circuit breaker is open"}""", await open.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_broker_that_fails_gets_the_message_again()
    {
        await StartAsync("retried", "pubsub.faulty");
        _backend.Failures = 2;

        using var response = await _client.PostAsJsonAsync("/v1.0/publish/retried/t", new { n = 1 });

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(3, _backend.Operations.Count);
    }

    [Fact]
    public async Task Of_several_messages_only_those_that_failed_are_published_again()
    {
        await StartAsync("retried", "pubsub.faulty");
        _backend.RefuseOnce.Add("b");
        _backend.Conflicts.Add("c");

        using var response = await _client.PostAsJsonAsync("/v1.0/publish/bulk/retried/t?metadata.rawPayload=true", new[] { "a", "b", "c" }.Select(text => new { entryId = text, @event = text, contentType = "text/plain" }));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("c", (string?)Assert.Single((await response.Content.ReadFromJsonAsync<JsonObject>())!["failedEntries"]!.AsArray())!["entryId"]);
        Assert.Equal(["a", "b", "b", "c", "c", "c"], _backend.Operations.Order());
    }

    private async Task StartAsync(string name, string type)
    {
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            ResourcesPaths = [_resources],
            Components = [DaprletHost.Component(name, type)],
            ComponentTypes = BuiltInComponents.Types().Add("state.faulty", () => _backend).Add("pubsub.faulty", () => _backend).Add("secretstores.faulty", () => _backend),
        });
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_sidecar.HttpPort}") };
    }

    /// <summary>A backend of three building blocks that fails as it is told.</summary>
    private sealed class Faulty : IStateStore, IPubSub, ISecretStore
    {
        /// <summary>Operations that fail before others are done.</summary>
        public int Failures { get; set; }

        public bool IsSlow { get; set; }

        /// <summary>Keys or messages that are refused the first time.</summary>
        public HashSet<string> RefuseOnce { get; } = [];

        /// <summary>Keys or messages that are never accepted.</summary>
        public HashSet<string> Conflicts { get; } = [];

        /// <summary>The keys or messages of all attempts.</summary>
        public ConcurrentQueue<string> Operations { get; } = [];

        public IReadOnlyList<string> Features => ["ETAG", "TRANSACTIONAL"];

        public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public async ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
        {
            await AttemptAsync(key, cancellationToken);
            return null;
        }

        public ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => new([]);

        public async ValueTask<StateFault?> ExecuteAsync(StateOperation operation)
        {
            await AttemptAsync(operation.Key, CancellationToken.None);
            var key = operation.Key.Split("||")[^1];
            return Conflicts.Contains(key) ? StateFault.Mismatch() : RefuseOnce.Remove(key) ? StateFault.Refused("not now") : null;
        }

        public ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations) => new((StateFault?)null);

        public async Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken)
        {
            var text = System.Text.Encoding.UTF8.GetString(message.Data.Span);
            await AttemptAsync(text, cancellationToken);
            if (Conflicts.Contains(text) || RefuseOnce.Remove(text))
                throw new IOException("not now");
        }

        public Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            await AttemptAsync(name, cancellationToken);
            return null;
        }

        public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            await AttemptAsync("*", cancellationToken);
            return new Dictionary<string, IReadOnlyDictionary<string, string>>();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task AttemptAsync(string what, CancellationToken cancellationToken)
        {
            Operations.Enqueue(what);
            if (IsSlow)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            if (Failures-- > 0)
                throw new StateStoreException($"failure {Operations.Count}");
        }
    }
}
