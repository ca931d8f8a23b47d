using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Benchmarks;

/// <summary>The same calls of a sidecar's API by .NET's HTTP client and by .NET's gRPC client, each caller with one call at a time.</summary>
/// <param name="httpPort">The sidecar's port for HTTP.</param>
/// <param name="grpcPort">The sidecar's port for gRPC.</param>
internal sealed class Transports(int httpPort, int grpcPort) : IDisposable
{
    private const string Event = """{"orderId":"0198b4c1"}""";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/v1.0/") };
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{grpcPort}");

    private DaprClient Grpc => new(_channel);

    /// <summary>States in memory that are saved, a second.</summary>
    public Measured State => new(
        caller => PostAsync("state/memory", $$"""[{"key":"{{caller}}","value":{{Workloads.Value}}}]"""),
        async caller => await Grpc.SaveStateAsync(new SaveStateRequest { StoreName = "memory", States = { new StateItem { Key = $"{caller}", Value = ByteString.CopyFromUtf8(Workloads.Value) } } }));

    /// <summary>Events for an in-memory broker, a second.</summary>
    public Measured Publish => new(
        _ => PostAsync("publish/bus/orders", Event),
        async _ => await Grpc.PublishEventAsync(new PublishEventRequest { PubsubName = "bus", Topic = "orders", DataContentType = "application/json", Data = ByteString.CopyFromUtf8(Event) }));

    /// <summary>Calls of an actor's method, which the sidecar makes over HTTP either way, a second.</summary>
    public Measured Actor => new(
        caller => PostAsync($"actors/Ledger/{caller}/method/BookAsync", Workloads.Value),
        async caller => await Grpc.InvokeActorAsync(new InvokeActorRequest { ActorType = "Ledger", ActorId = $"{caller}", Method = "BookAsync", Data = ByteString.CopyFromUtf8(Workloads.Value) }));

    /// <summary>Calls a second of so many callers.</summary>
    public static async Task<double> RateAsync(Func<int, Task> call, int callers, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < duration; count++)
                await call(caller);
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _channel.Dispose();
        _http.Dispose();
    }

    private async Task PostAsync(string path, string json)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = Json } };
        using var response = await _http.PostAsync(path, body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>One call by both transports; each is told who calls.</summary>
    internal sealed record Measured(Func<int, Task> OverHttp, Func<int, Task> OverGrpc);
}
