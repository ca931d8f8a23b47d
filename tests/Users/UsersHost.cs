using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Users;
using DaprShop.Users.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Users;

/// <summary>The service Users with what it needs, and the requests that tests make to it.</summary>
public sealed class UsersHost : IAsyncLifetime
{
    public const string AdministratorPassword = "correct horse battery staple";
    public const string Password = "a good password";

    private static readonly TimeSpan OftenEnough = TimeSpan.FromMilliseconds(50);

    private readonly ComponentTypes _types;
    private readonly string _storeType;
    private readonly string _administratorPassword;
    private readonly bool _hasLocks;
    private readonly SidecarNetwork? _network;
    private readonly TimeSpan _signingKeyInterval;
    private ServiceHost? _host;

    public UsersHost() : this(
        new RedisLikeStateStore(), RedisLikeStateStore.Type, AdministratorPassword, beside: null, hasLocks: true, network: null, OftenEnough)
    {
    }

    private UsersHost(
        RedisLikeStateStore store, string storeType, string administratorPassword, UsersHost? beside, bool hasLocks, SidecarNetwork? network,
        TimeSpan signingKeyInterval)
    {
        Store = store;
        Time = beside?.Time ?? new ManualTime();
        Locks = beside?.Locks ?? new LockStore();
        _types = Store.AddTo(BuiltInComponents.Types()).Add("lock.in-memory", () => Locks).Add(RecordingPubSub.Type, () => Events);
        _storeType = storeType;
        _administratorPassword = administratorPassword;
        _hasLocks = hasLocks;
        _network = network;
        _signingKeyInterval = signingKeyInterval;
    }

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public ManualTime Time { get; }

    /// <summary>What stands behind the component <c>locks</c>.</summary>
    internal LockStore Locks { get; }

    /// <summary>The broker.</summary>
    public RecordingPubSub Events { get; } = new();

    /// <summary>Counts the verifications of passwords, which are what a login takes its time for.</summary>
    public CountingHasher Hasher { get; } = new();

    public RedisLikeStateStore Store { get; }

    public HttpClient Client => _host!.Client;

    public ServiceHost Service => _host!;

    /// <param name="storeType">The type of its state store.</param>
    /// <param name="store">A state store that other instances have, too.</param>
    /// <param name="administratorPassword">The secret.</param>
    /// <param name="beside">Another instance, with which this one shares state store, locks and clock.</param>
    /// <param name="hasLocks">Whether there is a component for locks.</param>
    /// <param name="network">Sidecars that can call this one; null for an instance that is alone.</param>
    /// <param name="signingKeyInterval">How often it looks at the stored signing keys of itself; often if not said.</param>
    public static async Task<UsersHost> StartAsync(
        string? storeType = null, RedisLikeStateStore? store = null, string administratorPassword = AdministratorPassword,
        UsersHost? beside = null, bool hasLocks = true, SidecarNetwork? network = null, TimeSpan? signingKeyInterval = null)
    {
        var host = new UsersHost(
            store ?? beside?.Store ?? new(), storeType ?? RedisLikeStateStore.Type, administratorPassword, beside, hasLocks, network,
            signingKeyInterval ?? OftenEnough);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync() => _host = await ServiceHost.StartAsync<UsersOptions>(new ServiceHostOptions
    {
        AppId = "users",
        Components =
        [
            DaprletHost.Component("users-state", _storeType), DaprletHost.Component("pubsub", RecordingPubSub.Type),
            .. _hasLocks ? [DaprletHost.Component("locks", "lock.in-memory")] : Array.Empty<ComponentManifest>(),
        ],
        ComponentTypes = _types,
        Network = _network,
        SidecarTime = Time,
        Settings = new Dictionary<string, string> { ["Users:SigningKeyInterval"] = _signingKeyInterval.ToString() },
        Secrets = new Dictionary<string, string>
        {
            ["admin-password"] = _administratorPassword,
            ["key-encryption-key"] = Convert.ToBase64String(new byte[32]),
        },
        ConfigureServices = services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton<IPasswordHasher<Account>>(Hasher);
        },
    });

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<HttpResponseMessage> RegisterAsync(string username, string password = Password, string email = "someone@example.org") =>
        Client.PostAsJsonAsync("/api/v1/users", new { username, email, password });

    public Task<HttpResponseMessage> LogInAsync(string username, string password = Password) =>
        Client.PostAsJsonAsync("/api/v1/users/login", new { username, password });

    /// <summary>Logs in from an address, as the gateway notes it.</summary>
    public Task<HttpResponseMessage> LogInFromAsync(string address, string username, string password = Password)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users/login") { Content = JsonContent.Create(new { username, password }) };
        request.Headers.Add("X-Forwarded-For", address);
        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> RefreshAsync(string? refreshToken) =>
        Client.PostAsJsonAsync("/api/v1/users/refresh", new { refreshToken });

    public Task<HttpResponseMessage> LogOutAsync(string? refreshToken) =>
        Client.PostAsJsonAsync("/api/v1/users/logout", new { refreshToken });

    public Task<HttpResponseMessage> GetMeAsync(string accessToken, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> PutMeAsync(string accessToken, string? ifMatch, object change)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/users/me") { Content = JsonContent.Create(change) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Client.SendAsync(request);
    }

    /// <summary>The ids of the published keys, in the order in which they were made, which their ids have.</summary>
    public async Task<IReadOnlyList<string>> KeyIdsAsync() =>
        [.. (await Client.GetFromJsonAsync<JsonObject>("/internal/v1/jwks"))!["keys"]!.AsArray().Select(key => (string)key!["kid"]!).Order(StringComparer.Ordinal)];

    /// <summary>A user who has registered and logged in.</summary>
    public async Task<Tokens> RegisterAndLogInAsync(string username)
    {
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(username)).StatusCode);
        return await Tokens.ReadAsync(await LogInAsync(username));
    }

    /// <summary>The administrator, who can log in from the start.</summary>
    public async Task<Tokens> LogInAsAdministratorAsync(string password = AdministratorPassword) =>
        await Tokens.ReadAsync(await LogInAsync("admin", password));

    /// <summary>The framework's hasher with few rounds.</summary>
    public sealed class CountingHasher : IPasswordHasher<Account>
    {
        private int _verifications;

        /// <summary>The rounds of a hash from now on.</summary>
        public int Rounds { get; set; } = 1000;

        public int Verifications => _verifications;

        /// <summary>What a verification waits for first.</summary>
        public Action BeforeVerification { get; set; } = () => { };

        public string HashPassword(Account user, string password) => Hasher().HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _verifications);
            BeforeVerification();
            return Hasher().VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        private PasswordHasher<Account> Hasher() => new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
    }
}

/// <summary>What a login answers.</summary>
public sealed record Tokens(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken)
{
    public static async Task<Tokens> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<Tokens>(JsonSerializerOptions.Web))!;
    }

    /// <summary>The id of the key that signed an access token.</summary>
    public static string KeyIdOf(string accessToken) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(accessToken.AsSpan(0, accessToken.IndexOf('.', StringComparison.Ordinal))))
            .RootElement.GetProperty("kid").GetString()!;
}
