using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Invocation.Grpc.Protos;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Invocation.Grpc;

/// <summary>How the sidecars of caller and callee find each other.</summary>
public enum Neighbourhood
{
    /// <summary>In one process, without a port between them.</summary>
    SameProcess,

    /// <summary>By the registry and their internal ports, as those of different processes do.</summary>
    OtherProcess,
}

/// <summary>A sidecar that calls and sidecars that are called, with a gRPC client for the one that calls.</summary>
internal sealed class GrpcNeighbours(Neighbourhood neighbourhood) : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SidecarNetwork? _network = neighbourhood == Neighbourhood.SameProcess ? new SidecarNetwork() : null;
    private readonly string _folder = Directory.CreateTempSubdirectory("daprlet-neighbours-").FullName;
    private readonly List<Sidecar> _sidecars = [];
    private GrpcChannel? _channel;

    public Sidecar Caller { get; private set; } = null!;

    /// <summary>Dapr's API of the caller's sidecar.</summary>
    public DaprClient Dapr => new(_channel);

    /// <summary>The callee's own service, by way of the caller's sidecar.</summary>
    public Library.LibraryClient Library => new(_channel);

    public HttpClient Http { get; } = new() { Timeout = Limit };

    /// <param name="resiliency">The spec of a Resiliency, flow style; null for none.</param>
    public async Task StartCallerAsync(string appId = "caller", string? resiliency = null, int? appPort = null, string protocol = "grpc")
    {
        if (resiliency is not null)
            await File.WriteAllTextAsync(Path.Combine(_folder, "resiliency.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{ name: r }}\nspec: {resiliency}\n");
        Caller = await StartAsync(new SidecarOptions { AppId = appId, AppPort = appPort, AppProtocol = protocol, ResourcesPaths = resiliency is null ? [] : [_folder] });
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Caller.GrpcPort}");
        Http.BaseAddress = new Uri($"http://127.0.0.1:{Caller.HttpPort}");
    }

    /// <summary>Starts a sidecar for a callee and waits until it is ready.</summary>
    public Task<Sidecar> StartCalleeAsync(int port, string protocol = "grpc", string? token = null, int maxConcurrency = -1) =>
        StartAsync(new SidecarOptions { AppId = "callee", AppPort = port, AppProtocol = protocol, AppApiToken = token, AppMaxConcurrency = maxConcurrency });

    /// <summary>Calls a method of another app by InvokeService.</summary>
    public static InvokeServiceRequest Request(string method, string data = "", HTTPExtension.Types.Verb? verb = null, string id = "callee")
    {
        var request = new InvokeServiceRequest { Id = id, Message = new InvokeRequest { Method = method, ContentType = "text/plain", Data = new Any { Value = Google.Protobuf.ByteString.CopyFromUtf8(data) } } };
        if (verb is { } named)
            request.Message.HttpExtension = new HTTPExtension { Verb = named, Querystring = "x=1" };
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        Http.Dispose();
        foreach (var sidecar in Enumerable.Reverse(_sidecars))
            await sidecar.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Sidecar> StartAsync(SidecarOptions options)
    {
        var sidecar = await DaprletHost.StartAsync(options with { Network = _network, RegistryFolder = _network is null ? Path.Combine(_folder, "register") : null });
        _sidecars.Add(sidecar);
        await sidecar.ReadyAsync(Limit);
        return sidecar;
    }
}
