using System.Net;
using System.Net.Http.Headers;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>What comes on the port and is no gRPC call, and where the headers of an answer go.</summary>
public sealed class RequestFormTests
{
    private const string Path = "/dapr.proto.runtime.v1.Dapr/GetState";
    private const string TraceHeader = "grpc-trace-bin";

    [Theory]
    [InlineData("POST", "application/json", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("PUT", "application/grpc", HttpStatusCode.MethodNotAllowed, "13")]
    [InlineData("POST", "application/grpc", HttpStatusCode.OK, "0")]
    public async Task A_call_is_a_POST_of_gRPC_content(string verb, string contentType, HttpStatusCode status, string? grpcStatus)
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        using var http = new HttpClient { Timeout = GrpcSidecar.Limit };
        var message = new GetStateRequest { StoreName = "store", Key = "k" };
        using var request = new HttpRequestMessage(new HttpMethod(verb), $"http://127.0.0.1:{sidecar.Sidecar.GrpcPort}{Path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.CalculateSize(), .. message.ToByteArray()]) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        var trailers = answer.TrailingHeaders.Concat(answer.Headers).Where(header => header.Key == "grpc-status").SelectMany(header => header.Value);
        Assert.Equal(grpcStatus, trailers.SingleOrDefault());
    }

    [Fact]
    public async Task The_trace_context_is_a_header_of_the_answer_whether_or_not_the_call_fails()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        using var found = sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = "k" });
        using var failed = sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "none", Key = "k" });

        Assert.NotNull((await found.ResponseHeadersAsync.WaitAsync(GrpcSidecar.Limit)).Get(TraceHeader));
        await found;
        Assert.Null(found.GetTrailers().Get(TraceHeader));
        Assert.NotNull((await failed.ResponseHeadersAsync.WaitAsync(GrpcSidecar.Limit)).Get(TraceHeader));
        var error = await Assert.ThrowsAsync<RpcException>(() => failed.ResponseAsync);
        Assert.Null(error.Trailers.Get(TraceHeader));
    }
}
