using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.Locks;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.State;

namespace DaprShop.Tests.Daprlet.Locks;

public sealed class LockApiTests : IDisposable
{
    private const int Expiry = 600;

    public static TheoryData<string> Backends => ["lock.in-memory", "lock.sqlite"];

    private readonly string _folder = Directory.CreateTempSubdirectory("locks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task One_owner_has_the_lock_until_it_gives_it_back(string type)
    {
        await using var sidecar = await StartAsync("users", Locks(type));

        Assert.Equal("""{"success":true}""", await LockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal("""{"success":false}""", await LockAsync(sidecar, "locks", "r", "bob"));
        Assert.Equal("""{"success":false}""", await LockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal("""{"status":2}""", await UnlockAsync(sidecar, "locks", "r", "bob"));
        Assert.Equal("""{"status":0}""", await UnlockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal("""{"status":1}""", await UnlockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal("""{"success":true}""", await LockAsync(sidecar, "locks", "r", "bob"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_lock_ends_after_its_seconds_whatever_else_is_asked(string type)
    {
        var clock = new Clock();
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "users", WorkingDirectory = _folder, Time = clock, Components = [Locks(type)] });

        await LockAsync(sidecar, "locks", "r", "ann");
        clock.Now += TimeSpan.FromSeconds(Expiry - 1);
        Assert.Equal("""{"success":false}""", await LockAsync(sidecar, "locks", "r", "ann"));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("""{"status":1}""", await UnlockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal("""{"success":true}""", await LockAsync(sidecar, "locks", "r", "bob"));
    }

    [Theory]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":0}""", "ExpiryInSeconds is not positive in lock store locks")]
    [InlineData("""{"expiryInSeconds":-1}""", "ExpiryInSeconds is not positive in lock store locks")]
    [InlineData("", "ExpiryInSeconds is not positive in lock store locks")]
    [InlineData("""{"resourceId":"","lockOwner":"","expiryInSeconds":1}""", "ResourceId is empty in lock store locks")]
    [InlineData("""{"resourceId":"r","lockOwner":null,"expiryInSeconds":1}""", "LockOwner is empty in lock store locks")]
    public async Task What_a_request_lacks_is_said_in_Daprs_order(string body, string message)
    {
        await using var sidecar = await StartAsync("users", Locks("lock.in-memory"));

        await AssertErrorAsync(sidecar, "lock/locks", body, HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST", message);
    }

    [Fact]
    public async Task Without_any_store_only_the_expiry_is_looked_at()
    {
        await using var sidecar = await StartAsync("users");

        await AssertErrorAsync(sidecar, "lock/locks", "{}", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST", "ExpiryInSeconds is not positive in lock store locks");
        await AssertErrorAsync(sidecar, "lock/locks", """{"expiryInSeconds":1}""", HttpStatusCode.InternalServerError, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
        await AssertErrorAsync(sidecar, "unlock/locks", "{}", HttpStatusCode.InternalServerError, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
    }

    [Fact]
    public async Task A_store_that_is_not_there_comes_after_what_the_request_lacks()
    {
        await using var sidecar = await StartAsync("users", Locks("lock.in-memory"));

        await AssertErrorAsync(sidecar, "lock/nope", """{"expiryInSeconds":1}""", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST", "ResourceId is empty in lock store nope");
        await AssertErrorAsync(sidecar, "lock/nope", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":1}""", HttpStatusCode.BadRequest, "ERR_LOCK_STORE_NOT_FOUND", "lock store nope not found");
        await AssertErrorAsync(sidecar, "unlock/nope", """{"resourceId":"r","lockOwner":"o"}""", HttpStatusCode.BadRequest, "ERR_LOCK_STORE_NOT_FOUND", "lock store nope not found");
    }

    [Fact]
    public async Task A_resource_cannot_have_the_separator_in_its_name()
    {
        await using var sidecar = await StartAsync("users", Locks("lock.in-memory"));

        await AssertErrorAsync(sidecar, "lock/locks", """{"resourceId":"a||b","lockOwner":"o","expiryInSeconds":1}""", HttpStatusCode.InternalServerError, "ERR_TRY_LOCK", "failed to try acquiring lock: input key/keyPrefix 'a||b' can't contain '||'");
        await AssertErrorAsync(sidecar, "unlock/locks", """{"resourceId":"a||b","lockOwner":"o"}""", HttpStatusCode.InternalServerError, "ERR_UNLOCK", "failed to release lock: input key/keyPrefix 'a||b' can't contain '||'");
    }

    [Theory]
    [InlineData("""{"resourceId":"r","lockOwner":"\ud800","expiryInSeconds":10}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":" 10"}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":"+10"}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":1e400}""")]
    [InlineData("""{"resourceId":"r","resource_id":"s","lockOwner":"o","expiryInSeconds":10}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":10}}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"o","expiryInSeconds":2147483648}""")]
    public async Task A_body_that_is_no_such_message_is_malformed(string body)
    {
        await using var sidecar = await StartAsync("users", Locks("lock.in-memory"));

        var (status, json) = await PostAsync(sidecar, "lock/locks", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("ERR_MALFORMED_REQUEST", (string?)JsonNode.Parse(json)!["errorCode"]);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_not_read()
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "users", Components = [Locks("lock.in-memory")], MaxBodyBytes = 1024 });

        var (status, json) = await PostAsync(sidecar, "lock/locks", $$"""{"resourceId":"{{new string('r', 2000)}}","lockOwner":"o","expiryInSeconds":10}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("ERR_BODY_READ", (string?)JsonNode.Parse(json)!["errorCode"]);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("appid", false)]
    [InlineData("NAME", true)]
    [InlineData("none", true)]
    [InlineData("all-of-us", true)]
    public async Task The_prefix_decides_whether_apps_share_their_locks(string keyPrefix, bool shared)
    {
        await using var users = await StartAsync("users", Locks("lock.sqlite", ("keyPrefix", keyPrefix)));
        await using var orders = await StartAsync("orders", Locks("lock.sqlite", ("keyPrefix", keyPrefix)));

        await LockAsync(users, "locks", "r", "ann");

        Assert.Equal(shared ? """{"success":false}""" : """{"success":true}""", await LockAsync(orders, "locks", "r", "ann"));
    }

    [Fact]
    public async Task A_prefix_with_the_separator_ends_the_start()
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(() => StartAsync("users", Locks("lock.in-memory", ("keyPrefix", "a||b"))));

        Assert.Contains("failed to save lock keyprefix: input key/keyPrefix 'a||b' can't contain '||'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_outlives_the_sidecar()
    {
        await using (var first = await StartAsync("users", Locks("lock.sqlite")))
            await LockAsync(first, "locks", "r", "ann");
        await using var second = await StartAsync("users", Locks("lock.sqlite"));

        Assert.Equal("""{"success":false}""", await LockAsync(second, "locks", "r", "bob"));
        Assert.Equal("""{"status":0}""", await UnlockAsync(second, "locks", "r", "ann"));
    }

    [Theory]
    [InlineData(null, "missing connection string")]
    [InlineData("folder", "folder")]
    [InlineData("no-database", "not a database")]
    public async Task A_file_that_cannot_be_used_ends_the_start(string? file, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "no-database"), new string('x', 10_000));

        var failure = await Assert.ThrowsAsync<ComponentException>(() => StartAsync("users", DaprletHost.Component("locks", "lock.sqlite", file is null ? [] : [("connectionString", file)])));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taking_and_releasing_can_be_denied_apart()
    {
        var configuration = Path.Combine(_folder, "configuration.yaml");
        await File.WriteAllTextAsync(configuration, "{kind: Configuration, spec: {api: {denied: [{name: unlock, version: v1alpha1, protocol: http}]}}}");
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "users", Components = [Locks("lock.in-memory")], ConfigFiles = [configuration] });

        Assert.Equal("""{"success":true}""", await LockAsync(sidecar, "locks", "r", "ann"));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(sidecar, "unlock/locks", """{"resourceId":"r","lockOwner":"ann"}""")).Status);
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again_where_a_policy_says_so()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "r.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: { name: r }
            spec:
              policies: { retries: { twice: { duration: 0s, maxRetries: 2 } } }
              targets: { components: { retried: { outbound: { retry: twice } } } }
            """);
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "users",
            ResourcesPaths = [_folder],
            ComponentTypes = BuiltInComponents.Types().Add("lock.faulty", () => new FaultyLockStore(failures: 2)),
            Components = [DaprletHost.Component("retried", "lock.faulty"), DaprletHost.Component("alone", "lock.faulty")],
        });

        Assert.Equal("""{"success":true}""", await LockAsync(sidecar, "retried", "r", "ann"));
        await AssertErrorAsync(sidecar, "lock/alone", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":1}""", HttpStatusCode.InternalServerError, "ERR_TRY_LOCK", "failed to try acquiring lock: out of order");
        await AssertErrorAsync(sidecar, "unlock/alone", """{"resourceId":"r","lockOwner":"o"}""", HttpStatusCode.InternalServerError, "ERR_UNLOCK", "failed to release lock: out of order");
    }

    private Task<Sidecar> StartAsync(string appId, params ComponentManifest[] components) =>
        DaprletHost.StartAsync(new SidecarOptions { AppId = appId, WorkingDirectory = _folder, Components = components });

    private static ComponentManifest Locks(string type, params ReadOnlySpan<(string, string)> metadata) =>
        DaprletHost.Component("locks", type, [("connectionString", "locks.db"), .. metadata]);

    private static Task<string> LockAsync(Sidecar sidecar, string store, string resource, string owner) =>
        TextAsync(sidecar, $"lock/{store}", new { resourceId = resource, lockOwner = owner, expiryInSeconds = Expiry });

    private static Task<string> UnlockAsync(Sidecar sidecar, string store, string resource, string owner) =>
        TextAsync(sidecar, $"unlock/{store}", new { resourceId = resource, lockOwner = owner });

    private static async Task<string> TextAsync(Sidecar sidecar, string path, object body)
    {
        using var client = Client(sidecar);
        using var response = await client.PostAsJsonAsync(path, body);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task AssertErrorAsync(Sidecar sidecar, string path, string body, HttpStatusCode status, string code, string message)
    {
        var (answered, json) = await PostAsync(sidecar, path, body);
        Assert.Equal(status, answered);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["errorCode"] = code, ["message"] = message }, JsonNode.Parse(json)), json);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(Sidecar sidecar, string path, string body)
    {
        using var client = Client(sidecar);
        using var content = new StringContent(body);
        using var response = await client.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static HttpClient Client(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0-alpha1/") };

    private sealed class FaultyLockStore(int failures) : ILockStore
    {
        private int _failures = failures;

        public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken) => OrFail(true);

        public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken) => OrFail(UnlockStatus.Success);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Task<T> OrFail<T>(T result) => _failures-- > 0 ? throw new LockStoreException("out of order") : Task.FromResult(result);
    }
}
