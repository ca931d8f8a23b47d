using System.Text;

namespace DaprShop.Benchmarks;

/// <summary>What is asked of the servers.</summary>
internal static class Workloads
{
    /// <summary>A saved value, as JSON.</summary>
    public const string Value = """{"orderId":"01890a5d-ac96-774b-bcce-b302099a8057","status":"AwaitingPayment","total":129.90,"currency":"EUR"}""";

    /// <summary>Where the app saves with SQLite alone.</summary>
    public const string RawSavePath = "/raw-saves";

    private static readonly byte[] Payload = [.. Enumerable.Repeat((byte)'b', Servers.PayloadBytes)];

    public static byte[] Direct(int connection) => LoadGenerator.Post("/method", "application/octet-stream", Payload);

    public static byte[] Invocation(int connection) => LoadGenerator.Post("/v1.0/invoke/callee/method/method", "application/octet-stream", Payload);

    public static byte[] Save(int writer) => LoadGenerator.Post("/v1.0/state/store", "application/json", Encoding.UTF8.GetBytes($$"""[{"key":"{{writer}}","value":{{Value}}}]"""));

    public static byte[] RawSave(int writer) => LoadGenerator.Post($"{RawSavePath}/{writer}", "application/json", Encoding.UTF8.GetBytes(Value));

    /// <summary>Where the app takes deliveries.</summary>
    public const string DeliveryPath = "/deliveries";

    /// <summary>Where the app says how many deliveries it has taken.</summary>
    public const string DeliveredPath = "/delivered";

    /// <summary>The app's subscriptions.</summary>
    public const string Subscriptions = $$"""[{"pubsubname":"durable","topic":"orders","route":"{{DeliveryPath}}"}]""";

    public static byte[] PublishDurably(int connection) => LoadGenerator.Post("/v1.0/publish/durable/orders", "application/json", Encoding.UTF8.GetBytes(Value));

    public static byte[] Publish(int connection) => LoadGenerator.Post("/v1.0/publish/bus/orders", "application/json", Encoding.UTF8.GetBytes(Value));

    /// <summary>The product that all buyers want.</summary>
    public static Guid HotProduct { get; } = new("0197a000-0000-7000-8000-000000000001");

    /// <summary>What the sidecars of Products demand.</summary>
    public static (string Name, string Value) Token { get; } = ("dapr-api-token", ServiceHost.DaprApiToken);

    public static byte[] Reserve(int buyer, long number) => LoadGenerator.Post(
        $"/v1.0/invoke/products/method/internal/v1/orders/{Guid.CreateVersion7()}/reserve", "application/json",
        Encoding.UTF8.GetBytes($$"""{"revision":1,"items":[{"productId":"{{HotProduct}}","quantity":1}]}"""), Token);

    public static byte[] SaveToProducts(int writer) => LoadGenerator.Post(
        "/v1.0/state/products-state", "application/json", Encoding.UTF8.GetBytes($$"""[{"key":"{{writer}}","value":{{Value}}}]"""), Token);
}
