using Daprlet.Grpc.Runtime.V1;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Google.Rpc;
using Grpc.Core;
using CallHeaders = Grpc.Core.Metadata;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>Who may call what: tokens and API lists.</summary>
public sealed class AccessTests
{
    private static readonly GetStateRequest GetState = new() { StoreName = "store", Key = "k" };
    private static readonly QueryStateRequest QueryState = new() { StoreName = "store", Query = "{}" };

    [Theory]
    [InlineData("missing api token in request metadata")]
    [InlineData("authentication error: api token mismatch", "wrong")]
    [InlineData("authentication error: api token mismatch", "")]
    public async Task Without_the_token_a_call_is_UNAUTHENTICATED_and_only_the_details_say_why(string why, string? token = null)
    {
        await using var sidecar = await StartAsync(token: "right");

        var (error, details) = await GrpcSidecar.FailAsync(sidecar.Client.GetStateAsync(GetState, Token(token)));

        Assert.Equal((StatusCode.Unauthenticated, "Unauthorized"), (error.StatusCode, error.Status.Detail));
        Assert.Equal(why, Reason(details));
    }

    [Fact]
    public async Task With_the_token_it_is_answered()
    {
        await using var sidecar = await StartAsync(token: "right");

        Assert.Equal("", (await sidecar.Client.GetStateAsync(GetState, Token("right"))).Etag);
    }

    [Fact]
    public async Task Streams_and_unknown_methods_need_the_token_too()
    {
        await using var sidecar = await StartAsync(token: "right");

        using var stream = sidecar.Client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "none" });
        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext().WaitAsync(GrpcSidecar.Limit));
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var unknown = new Method<byte[], byte[]>(MethodType.Unary, "some.Service", "Method", bytes, bytes);
        var (other, _) = await GrpcSidecar.FailAsync(sidecar.Channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, new CallOptions(Token("wrong")), []));

        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (error.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task A_list_of_what_is_allowed_closes_everything_else()
    {
        await using var sidecar = await StartAsync("{ api: { allowed: [ { name: state, version: v1, protocol: grpc } ] } }");

        Assert.Equal("", (await sidecar.Client.GetStateAsync(GetState)).Etag);
        Assert.Equal("requested endpoint is not available", await ClosedAsync(sidecar.Client.QueryStateAlpha1Async(QueryState)));
        Assert.Equal("requested endpoint is not available", await ClosedAsync(sidecar.Client.GetMetadataAsync(new GetMetadataRequest())));
        using var stream = sidecar.Client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "none" });
        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext().WaitAsync(GrpcSidecar.Limit));
        Assert.Equal((StatusCode.Unimplemented, "Not Implemented"), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task A_denial_counts_more_than_a_permission()
    {
        await using var sidecar = await StartAsync(
            "{ api: { allowed: [ { name: state, version: v1, protocol: grpc }, { name: metadata, version: v1, protocol: grpc } ], denied: [ { name: state, version: v1, protocol: grpc } ] } }");

        Assert.Equal("shop", (await sidecar.Client.GetMetadataAsync(new GetMetadataRequest())).Id);
        await ClosedAsync(sidecar.Client.GetStateAsync(GetState));
    }

    [Theory]
    [InlineData("{ name: state, version: v1, protocol: http }")]
    [InlineData("{ name: state, version: v1.0, protocol: grpc }")]
    public async Task A_rule_for_HTTP_or_in_HTTPs_spelling_leaves_gRPC_alone(string rule)
    {
        await using var sidecar = await StartAsync($"{{ api: {{ denied: [ {rule} ] }} }}");

        Assert.Equal("", (await sidecar.Client.GetStateAsync(GetState)).Etag);
    }

    private static async Task<string> ClosedAsync<T>(AsyncUnaryCall<T> call)
    {
        var (error, details) = await GrpcSidecar.FailAsync(call);
        Assert.Equal((StatusCode.Unimplemented, "Not Implemented"), (error.StatusCode, error.Status.Detail));
        return Reason(details);
    }

    private static string Reason(IReadOnlyList<object> details) => Assert.IsType<ErrorInfo>(Assert.Single(details)).Metadata["http.error_message"];

    private static CallHeaders Token(string? token) => token is null ? [] : new() { { "dapr-api-token", token } };

    private static Task<GrpcSidecar> StartAsync(string? configuration = null, string? token = null) =>
        GrpcSidecar.StartAsync(new SidecarOptions { AppId = "shop", DaprApiToken = token, Components = [DaprletHost.Component("store", "state.in-memory")] }, configuration);
}
