using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Resources;
using Daprlet.Testing;
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

    /// <summary>Starts Payments with the counting processor.</summary>
    public static Task<PaymentsHost> StartAsync(string storeType = RedisLikeStateStore.Type)
    {
        var processor = new CountingProcessor();
        return StartAsync(storeType, processor, [], services => services.AddSingleton<ICardProcessor>(processor));
    }

    /// <summary>Starts Payments with a processor behind a binding.</summary>
    public static Task<PaymentsHost> StartAsync(ComponentManifest cardProcessor) =>
        StartAsync(RedisLikeStateStore.Type, new CountingProcessor(), [cardProcessor], _ => { });

    private static async Task<PaymentsHost> StartAsync(
        string storeType, CountingProcessor processor, IEnumerable<ComponentManifest> components, Action<IServiceCollection> configure)
    {
        var store = new RedisLikeStateStore();
        var host = await ServiceHost.StartAsync<PaymentsOptions>(new ServiceHostOptions
        {
            AppId = "payments",
            Components = [DaprletHost.Component("payments-state", storeType), .. components],
            ComponentTypes = store.AddTo(BuiltInComponents.Types()),
            ConfigureServices = services => configure(services.AddSingleton<TimeProvider>(new ImpatientTime())),
        });
        return new PaymentsHost(host, store, processor);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public Task<HttpResponseMessage> AuthoriseAsync(
        Guid orderId, int attempt = 1, string paymentToken = "tok_visa", decimal amount = 10, string currency = "EUR") =>
        Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/attempts/{attempt}/authorise", new { amount, currency, paymentToken });

    public Task<HttpResponseMessage> CaptureAsync(Guid orderId, int attempt = 1) =>
        Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/attempts/{attempt}/capture", new { });

    public Task<HttpResponseMessage> VoidAsync(Guid orderId, int attempt = 1) =>
        Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/attempts/{attempt}/void", new { });

    public Task<HttpResponseMessage> RefundAsync(Guid orderId) => Client.PostAsJsonAsync($"/internal/v1/orders/{orderId}/refund", new { });

    /// <summary>What is booked for an order.</summary>
    public async Task<(decimal Charged, decimal Refunded, string Kinds)> StatementAsync(Guid orderId)
    {
        var statement = await ReadAsync(await Client.GetAsync($"/internal/v1/orders/{orderId}"));
        return ((decimal)statement["charged"]!, (decimal)statement["refunded"]!,
            string.Join(' ', statement["entries"]!.AsArray().Select(entry => (string?)entry!["kind"])));
    }

    /// <summary>The body of an answer that must be 200.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>How far an attempt has come that must be answered.</summary>
    public static async Task<string?> OutcomeAsync(Task<HttpResponseMessage> response) => (string?)(await ReadAsync(await response))["outcome"];

    /// <summary>Approves every card but <c>tok_declined</c>, and counts what it holds and has taken. It can be held up before it answers.</summary>
    public sealed class CountingProcessor : ICardProcessor
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, decimal> _held = [];
        private readonly Dictionary<string, decimal> _taken = [];
        private readonly HashSet<string> _over = [];

        /// <summary>What a step waits for once it is done.</summary>
        public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

        /// <summary>What the cards hold, and what was taken of them and not given back.</summary>
        public (decimal Held, decimal Taken) Money
        {
            get
            {
                lock (_lock) return (_held.Values.Sum(), _taken.Values.Sum());
            }
        }

        public async Task<bool> AuthoriseAsync(string reference, Money amount, string paymentToken, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_over.Contains(reference) || paymentToken == "tok_declined") return false;
                if (!_taken.ContainsKey(reference)) _held[reference] = amount.Amount;
            }

            await BeforeAnswer();
            return true;
        }

        public async Task<bool> CaptureAsync(string reference, Money amount, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_over.Contains(reference)) return false;
                if (_held.Remove(reference)) _taken[reference] = amount.Amount;
            }

            await BeforeAnswer();
            return true;
        }

        public Task VoidAsync(string reference, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Assert.DoesNotContain(reference, _taken.Keys);
                _over.Add(reference);
                _held.Remove(reference);
            }

            return Task.CompletedTask;
        }

        public Task RefundAsync(string reference, Money amount, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Assert.True(_taken[reference] == amount.Amount || _taken[reference] == 0);
                _taken[reference] = 0;
            }

            return Task.CompletedTask;
        }
    }
}
