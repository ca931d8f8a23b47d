using Daprlet.Grpc.Common.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Invocation.Grpc.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using CallMetadata = Grpc.Core.Metadata;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Invocation.Grpc;

/// <summary>Health checks of an app that speaks gRPC.</summary>
public sealed class GrpcAppHealthTests : IAsyncLifetime
{
    private static readonly CallMetadata ToShop = new() { { "dapr-app-id", "shop" } };

    private readonly GrpcTestApp _app = new() { OnInvoke = (_, _) => Task.FromResult(new InvokeResponse()), Find = (_, _) => Task.FromResult(new Answer { Text = "here" }) };
    private Sidecar _sidecar = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = _app.Port,
            AppProtocol = "grpc",
            AppHealth = new AppHealthOptions { Interval = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromSeconds(30), Threshold = 2 },
        });
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_sidecar.GrpcPort}");
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_app_that_is_not_well_gets_no_invocation_but_is_still_reached_by_proxied_calls()
    {
        await Eventually.TrueAsync(async () => await InvokeAsync() == StatusCode.OK, "the app is well");

        _app.IsHealthy = false;
        await Eventually.TrueAsync(async () => await InvokeAsync() == StatusCode.Internal, "the app is not well");
        Assert.Equal("here", (await new Library.LibraryClient(_channel).FindAsync(new Question(), ToShop)).Text);

        _app.IsHealthy = true;
        await Eventually.TrueAsync(async () => await InvokeAsync() == StatusCode.OK, "the app is well again");
    }

    [Fact]
    public async Task The_sidecar_is_up_while_the_app_is_not_well()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_sidecar.HttpPort}") };
        _app.IsHealthy = false;

        await Eventually.TrueAsync(async () =>
        {
            using var response = await client.GetAsync("/v1.0/healthz");
            return response.IsSuccessStatusCode;
        }, "the sidecar is up");
    }

    private async Task<StatusCode> InvokeAsync()
    {
        try
        {
            await new DaprClient(_channel).InvokeServiceAsync(GrpcNeighbours.Request("m", id: "shop"));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
