using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Google.Protobuf;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>What is too large or too slow for a stream costs the call in question, or the stream, and never the sidecar.</summary>
public sealed class StreamLimitTests : IAsyncLifetime
{
    private const int MaxBytes = 64 * 1024;

    private Sidecar _sidecar = null!;
    private GrpcCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await StreamHost.StartSidecarAsync(new() { AppId = "host", MaxBodyBytes = MaxBytes });
        _caller = new GrpcCaller(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_grows_beyond_the_limit_on_its_way_fails_alone()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart");
        var request = new InvokeActorRequest { ActorType = "Cart", ActorId = "1", Method = "add" };
        request.Data = ByteString.CopyFrom(new byte[MaxBytes - request.CalculateSize() - 10]); // what the sidecar adds is too much

        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(request));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.StartsWith("error invoke actor method: grpc: trying to send message larger than max", error.Status.Detail, StringComparison.Ordinal);

        await CallAsync(new InvokeActorRequest { ActorType = "Cart", ActorId = "1", Method = "next" });
        Assert.Equal(["Cart/1/next"], host.Calls);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_ends_its_stream()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, new string('x', MaxBytes))));

        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(new InvokeActorRequest { ActorType = "Cart", ActorId = "1", Method = "add" }));

        Assert.Equal("error invoke actor method: actor host disconnected before responding", error.Status.Detail);
        Assert.Equal(StatusCode.ResourceExhausted, (await host.Ended).StatusCode);
    }

    [Fact]
    public async Task An_app_that_does_not_answer_does_not_keep_the_sidecar_from_its_end()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", _ => new TaskCompletionSource<SubscribeActorEventsRequestAlpha1>().Task);
        var calls = Enumerable.Range(0, 10).Select(id => CallAsync(new InvokeActorRequest { ActorType = "Cart", ActorId = $"{id}", Method = "add" })).ToList();
        await HostingApp.UntilAsync(() => host.Calls.Count() == 10);

        await _sidecar.StopAsync().WaitAsync(HostingApp.Limit);

        foreach (var call in calls)
            await Assert.ThrowsAsync<RpcException>(() => call);
    }

    private Task<InvokeActorResponse> CallAsync(InvokeActorRequest request) => _caller.Client.InvokeActorAsync(request, deadline: DateTime.UtcNow + HostingApp.Limit).ResponseAsync;
}
