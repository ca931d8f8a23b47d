using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Google.Protobuf;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>A sidecar with one broker, <c>pubsub</c>, and a client that publishes over gRPC.</summary>
internal sealed class PubSubSidecar : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly GrpcChannel _channel;

    private PubSubSidecar(Sidecar sidecar)
    {
        Sidecar = sidecar;
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");
        Client = new DaprClient(_channel);
    }

    public static TheoryData<string> Backends => ["pubsub.in-memory", "pubsub.sqlite"];

    public Sidecar Sidecar { get; }

    public DaprClient Client { get; }

    /// <param name="folder">Has the messages, and the resources that the test has written there.</param>
    public static async Task<PubSubSidecar> StartAsync(string backend, string folder, Func<SidecarOptions, SidecarOptions>? change = null)
    {
        var options = new SidecarOptions
        {
            AppId = "shop",
            WorkingDirectory = folder,
            ResourcesPaths = [folder],
            Components = [DaprletHost.Component("pubsub", backend, ("connectionString", "messages.db"), ("concurrency", "4"), ("initialRedeliveryDelay", "10ms"), ("maxRedeliveryDelay", "50ms"))],
        };
        var sidecar = await DaprletHost.StartAsync(change is null ? options : change(options));
        await sidecar.ReadyAsync(Limit);
        return new PubSubSidecar(sidecar);
    }

    /// <summary>Has what comes through the broker delivered under a policy.</summary>
    public static void WriteInboundPolicy(string folder, string definitions, string target) => File.WriteAllText(Path.Combine(folder, "policy.yaml"), $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: { name: policy }
        spec:
          policies: { {{definitions}} }
          targets: { components: { pubsub: { inbound: { {{target}} } } } }
        """);

    public async Task PublishAsync(string topic, string data, string contentType = "text/plain", params (string Name, string Value)[] metadata)
    {
        var request = new PublishEventRequest { PubsubName = "pubsub", Topic = topic, Data = ByteString.CopyFromUtf8(data), DataContentType = contentType };
        foreach (var (name, value) in metadata)
            request.Metadata[name] = value;
        await Client.PublishEventAsync(request).ResponseAsync.WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Sidecar.DisposeAsync();
    }
}
