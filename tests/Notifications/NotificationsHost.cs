using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Contracts.Events;
using DaprShop.Gateway;
using DaprShop.Notifications;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Json;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Notifications;

/// <summary>
/// Two instances of Notifications, each behind a real sidecar, on one store that promises no more than Redis does. An app that
/// knows everybody stands for Users.
/// </summary>
public sealed class NotificationsHost : IAsyncLifetime
{
    private readonly TestIdentity _identity = new();
    private readonly SidecarNetwork _network = new();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private EchoApp? _users;

    public NotificationsHost() : this(new Dictionary<string, string>())
    {
    }

    private NotificationsHost(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    public RedisLikeStateStore Store { get; } = new();

    public IReadOnlyList<ServiceHost> Instances { get; private set; } = [];

    public EchoApp Users => _users!;

    /// <summary>Where the mails go.</summary>
    public string MailFolder { get; } = Path.Combine(Path.GetTempPath(), $"mail-{Guid.NewGuid():N}");

    public static async Task<NotificationsHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = new NotificationsHost(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        _users = await EchoApp.StartAsync("users", _network);
        _users.Answer = context => context.Response.WriteAsJsonAsync(new { username = "ada", email = "ada@example.org" });
        Instances = [await StartInstanceAsync(_network), await StartInstanceAsync(new SidecarNetwork())];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Instances) await instance.DisposeAsync();
        if (_users is not null) await _users.DisposeAsync();
        _identity.Dispose();
        if (Directory.Exists(MailFolder)) Directory.Delete(MailFolder, recursive: true);
    }

    public static OrderPaid Paid(Guid user, int number = 1) => new(Guid.CreateVersion7(), user, number, DateTimeOffset.UtcNow, 99.8m, "EUR");

    /// <summary>Publishes an event through a sidecar.</summary>
    public Task PublishAsync(OrderLifeEvent happened) =>
        Instances[0].Services.GetRequiredService<EventPublisher>().PublishAsync(happened, CancellationToken.None);

    /// <summary>An event as a sidecar delivers it.</summary>
    public static JsonObject CloudEvent(OrderLifeEvent happened) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = happened.Envelope().Id,
        ["source"] = "orders",
        ["type"] = happened.Envelope().Type,
        ["subject"] = happened.Envelope().Subject,
        ["time"] = DateTimeOffset.UtcNow.ToString("O"),
        ["datacontenttype"] = "application/json",
        ["topic"] = happened.Envelope().Topic,
        ["pubsubname"] = "pubsub",
        ["data"] = JsonSerializer.SerializeToNode(happened, happened.GetType(), ShopJson.State),
    };

    /// <summary>Delivers an event to an instance, as its sidecar would, and gives the answer's status: SUCCESS, RETRY, DROP, or the number of an error.</summary>
    public async Task<string> DeliverAsync(JsonNode cloudEvent, int instance = 0, string topic = OrderEvents.Topic)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/v1/events/{topic}");
        request.Headers.Add("dapr-api-token", ServiceHost.AppApiToken);
        request.Content = JsonContent.Create(cloudEvent, new MediaTypeHeaderValue("application/cloudevents+json"));
        using var response = await Instances[instance].Direct.SendAsync(request);
        return response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!
            : $"{(int)response.StatusCode}";
    }

    public Task<string> DeliverAsync(OrderLifeEvent happened, int instance = 0) => DeliverAsync(CloudEvent(happened), instance);

    public async Task<JsonObject> InboxAsync(Guid user, string query = "", int instance = 0) =>
        await ReadAsync(await SendAsync(HttpMethod.Get, $"/api/v1/notifications{query}", user, instance: instance), HttpStatusCode.OK);

    public async Task<(int Unread, int Total)> CountsAsync(Guid user)
    {
        var inbox = await InboxAsync(user);
        return ((int)inbox["unread"]!, (int)inbox["total"]!);
    }

    public Task<HttpResponseMessage> MarkReadAsync(Guid user, string? id = null, int instance = 0) => SendAsync(
        HttpMethod.Post, id is null ? "/api/v1/notifications/read" : $"/api/v1/notifications/{id}/read", user, instance: instance);

    public async Task<JsonObject> DeadLettersAsync(string query = "") => await ReadAsync(
        await SendAsync(HttpMethod.Get, $"/api/v1/ops/dead-letters{query}", Guid.CreateVersion7(), Roles.Administrator), HttpStatusCode.OK);

    /// <summary>The one dead letter of an event, once it is there.</summary>
    public async Task<JsonObject> DeadLetterAsync(Func<JsonObject, bool> isIt)
    {
        JsonObject? found = null;
        await Eventually.TrueAsync(async () =>
        {
            var letters = (await DeadLettersAsync("?pageSize=100"))["items"]!.AsArray();
            found = letters.Select(letter => letter!.AsObject()).SingleOrDefault(isIt);
            return found is not null;
        }, "the dead letter");
        return found!;
    }

    public Task<HttpResponseMessage> ReplayAsync(JsonObject letter, string role = Roles.Administrator) =>
        SendAsync(HttpMethod.Post, $"/api/v1/ops/dead-letters/{letter["id"]}/replay", Guid.CreateVersion7(), role);

    /// <summary>Starts the gateway in front of the first instance.</summary>
    public Task<ServiceHost> StartGatewayAsync() => ServiceHost.StartAsync<RateLimitOptions>(new ServiceHostOptions
    {
        AppId = "gateway",
        Network = _network,
        ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity),
    });

    /// <summary>Sends a request of an administrator to the public door.</summary>
    public async Task<HttpResponseMessage> SendAsync(ServiceHost gateway, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = _identity.LogIn(Guid.CreateVersion7(), Roles.Administrator) } };
        return await gateway.Direct.SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, Guid user, string role = Roles.Customer, int instance = 0, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = _identity.LogIn(user, role);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await Instances[instance].Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The body of an answer that must be of a certain status.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status}, not {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    // Instances of one app share what is behind their sidecars; each has a network of its own, since a name stands for one sidecar there.
    private Task<ServiceHost> StartInstanceAsync(SidecarNetwork network) => ServiceHost.StartAsync<NotificationsOptions>(new ServiceHostOptions
    {
        AppId = "notifications",
        Components =
        [
            DaprletHost.Component("notifications-state", RedisLikeStateStore.Type),
            DaprletHost.Component("pubsub", "pubsub.in-memory"),
            DaprletHost.Component("mail", "bindings.localstorage", ("rootPath", MailFolder)),
        ],
        ComponentTypes = Store.AddTo(BuiltInComponents.Types()),
        Network = network,
        Settings = _settings,
        ConfigureServices = services => services.AddSingleton<IVerificationKeys>(_identity),
    });
}
