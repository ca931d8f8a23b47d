using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using DaprShop.Payments;
using DaprShop.Payments.Processors;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Payments;

/// <summary>Payments with a card processor that counts the money, and the requests that Orders makes to it.</summary>
public sealed class PaymentsHost : IAsyncDisposable
{
    private readonly ServiceHost _host;

    private PaymentsHost(ServiceHost host, RedisLikeStateStore store, CountingProcessor processor) =>
        (_host, Store, Processor) = (host, store, processor);

    /// <summary>The stores that every rule must hold on.</summary>
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    public RedisLikeStateStore Store { get; }

    public CountingProcessor Processor { get; }

    public HttpClient Client => _host.Client;

    public static async Task<PaymentsHost> StartAsync(string storeType = RedisLikeStateStore.Type)
    {
        var (store, processor) = (new RedisLikeStateStore(), new CountingProcessor());
        var host = await ServiceHost.StartAsync<PaymentsOptions>(new ServiceHostOptions
        {
            AppId = "payments",
            Components = [DaprletHost.Component("payments-state", storeType)],
            ComponentTypes = store.AddTo(BuiltInComponents.Types()),
            ConfigureServices = services => services.AddSingleton<ICardProcessor>(processor),
        });
        return new PaymentsHost(host, store, processor);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public Task<HttpResponseMessage> ChargeAsync(Guid orderId, int attempt = 1, string paymentToken = "tok_visa", decimal amount = 10) =>
        Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/attempts/{attempt}/charge", new { amount, currency = "EUR", paymentToken });

    public Task<HttpResponseMessage> VoidAsync(Guid orderId, int attempt = 1) =>
        Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/attempts/{attempt}/void", new { });

    public Task<HttpResponseMessage> RefundAsync(Guid orderId) => Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/refund", new { });

    /// <summary>The body of an answer that must be 200.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>How a charge ended that must have an end.</summary>
    public static async Task<string?> OutcomeAsync(Task<HttpResponseMessage> response) => (string?)(await ReadAsync(await response))["outcome"];

    /// <summary>Approves every card, and counts what it holds for each key. It can be held up before it answers.</summary>
    public sealed class CountingProcessor : ICardProcessor
    {
        private readonly Dictionary<string, decimal> _held = [];
        private readonly HashSet<string> _reversed = [];

        public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

        public decimal Held
        {
            get
            {
                lock (_held) return _held.Values.Sum();
            }
        }

        public async Task<bool> ChargeAsync(string key, decimal amount, string currency, string paymentToken, CancellationToken cancellationToken)
        {
            lock (_held)
            {
                if (_reversed.Contains(key) || paymentToken == "tok_declined") return false;
                _held[key] = amount;
            }

            await BeforeAnswer();
            return true;
        }

        public Task ReverseAsync(string key, CancellationToken cancellationToken)
        {
            lock (_held)
            {
                _reversed.Add(key);
                _held.Remove(key);
            }

            return Task.CompletedTask;
        }
    }
}
