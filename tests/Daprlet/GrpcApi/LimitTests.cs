using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Google.Protobuf;
using Grpc.Core;
using CallHeaders = Grpc.Core.Metadata;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>Sizes, times and bytes that are no message.</summary>
public sealed class LimitTests
{
    private const int Limit = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_is_too_large_is_refused_with_both_sizes_and_nothing_of_it_is_done(bool compressed)
    {
        await using var sidecar = await StartAsync();
        var headers = compressed ? new CallHeaders { { "grpc-internal-encoding-request", "gzip" } } : new CallHeaders();
        var request = Save("k", 2 * Limit);

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Client.SaveStateAsync(request, headers));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        if (!compressed)
            Assert.Equal($"grpc: received message larger than max ({request.CalculateSize()} vs. {Limit})", error.Status.Detail);
        Assert.Empty((await sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = "k" })).Data);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_sent()
    {
        await using var sidecar = await StartAsync();
        for (var i = 0; i < 3; i++)
            await sidecar.Client.SaveStateAsync(Save($"k{i}", Limit / 2));

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Client.GetBulkStateAsync(new GetBulkStateRequest { StoreName = "store", Keys = { "k0", "k1", "k2" } }));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Matches(@"^grpc: trying to send message larger than max \(\d+ vs\. 1000\)$", error.Status.Detail);
    }

    [Fact]
    public async Task Metadata_may_be_larger_than_headers_over_HTTP()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var answer = await sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = "k" }, new CallHeaders { { "x-large", new string('x', 100_000) } });

        Assert.Empty(answer.Data);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_INTERNAL()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "dapr.proto.runtime.v1.Dapr", "GetState", bytes, bytes);

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), [0xff, 0xff]));

        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.StartsWith("grpc: error unmarshalling request: proto: ", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_ends_the_call_and_what_it_has_begun()
    {
        var aborted = new TaskCompletionSource();
        await using var target = await TestApp.StartAsync(async http =>
        {
            await using var gone = http.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        await using var sidecar = await GrpcSidecar.StartAsync(DaprletHost.Component("web", "bindings.http", ("url", $"http://127.0.0.1:{target.Port}")));

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Client.InvokeBindingAsync(
            new InvokeBindingRequest { Name = "web", Operation = "get" }, deadline: DateTime.UtcNow.AddSeconds(2)));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await aborted.Task.WaitAsync(GrpcSidecar.Limit);
    }

    [Fact]
    public async Task Many_streams_share_a_connection()
    {
        const int Streams = 300;
        await using var sidecar = await GrpcSidecar.StartAsync(DaprletHost.Component("settings", "configuration.in-memory"));
        var streams = Enumerable.Range(0, Streams)
            .Select(_ => sidecar.Client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "settings", Keys = { "k" } })).ToList();

        await Task.WhenAll(streams.Select(stream => stream.ResponseStream.MoveNext())).WaitAsync(GrpcSidecar.Limit);

        Assert.Equal("shop", (await sidecar.Client.GetMetadataAsync(new GetMetadataRequest())).Id);
        streams.ForEach(stream => stream.Dispose());
    }

    private static Task<GrpcSidecar> StartAsync() =>
        GrpcSidecar.StartAsync(new SidecarOptions { AppId = "shop", MaxBodyBytes = Limit, Components = [DaprletHost.Component("store", "state.in-memory")] });

    private static SaveStateRequest Save(string key, int bytes) =>
        new() { StoreName = "store", States = { new StateItem { Key = key, Value = ByteString.CopyFrom(new byte[bytes]) } } };
}
