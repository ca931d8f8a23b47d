using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>A sidecar and a plain gRPC client for it.</summary>
internal sealed class GrpcSidecar : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private GrpcSidecar()
    {
    }

    public required Sidecar Sidecar { get; init; }

    public required GrpcChannel Channel { get; init; }

    public DaprClient Client => new(Channel);

    /// <summary>Starts with a state store named <c>store</c>.</summary>
    public static Task<GrpcSidecar> StartAsync(params ComponentManifest[] components) => StartAsync(new SidecarOptions
    {
        AppId = "shop",
        Components = [DaprletHost.Component("store", "state.in-memory"), .. components],
    });

    /// <param name="configuration">The spec of a Configuration as YAML on one line.</param>
    public static async Task<GrpcSidecar> StartAsync(SidecarOptions options, string? configuration = null)
    {
        var folder = Directory.CreateTempSubdirectory("grpc-api-").FullName;
        var file = Path.Combine(folder, "configuration.yaml");
        await File.WriteAllTextAsync(file, $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {{ name: test }}\nspec: {configuration ?? "{}"}\n");
        var sidecar = await DaprletHost.StartAsync(options with { ConfigFiles = [file] });
        Directory.Delete(folder, recursive: true);
        return new GrpcSidecar { Sidecar = sidecar, Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}", new GrpcChannelOptions { MaxReceiveMessageSize = null }) };
    }

    /// <summary>The error that a call must end with, and what it carries.</summary>
    public static async Task<(RpcException Error, IReadOnlyList<object> Details)> FailAsync<T>(AsyncUnaryCall<T> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Limit));
        return (error, Details(error));
    }

    /// <summary>The details in the trailers of an error; none when there are no such trailers.</summary>
    public static IReadOnlyList<object> Details(RpcException error)
    {
        if (error.Trailers.GetValueBytes("grpc-status-details-bin") is not { } bytes)
            return [];
        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        Assert.Equal(((int)error.StatusCode, error.Status.Detail), (status.Code, status.Message));
        return [.. status.Details.Select(detail => (object)(detail.TypeUrl.Split('.')[^1] switch
        {
            nameof(ErrorInfo) => detail.Unpack<ErrorInfo>(),
            nameof(ResourceInfo) => detail.Unpack<ResourceInfo>(),
            nameof(BadRequest) => detail.Unpack<BadRequest>(),
            _ => detail,
        }))];
    }

    public HttpClient Http() => new() { BaseAddress = new Uri($"http://127.0.0.1:{Sidecar.HttpPort}/v1.0/"), Timeout = Limit };

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Sidecar.DisposeAsync();
    }
}
