using Daprlet.Hosting;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>A client of a sidecar's gRPC API, with a connection of its own.</summary>
internal sealed class GrpcCaller : IDisposable
{
    private readonly GrpcChannel _channel;

    public GrpcCaller(Sidecar sidecar)
    {
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Client = new DaprClient(_channel);
    }

    public DaprClient Client { get; }

    public void Dispose() => _channel.Dispose();
}
