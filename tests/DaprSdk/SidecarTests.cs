using Dapr;
using Dapr.Client;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Grpc.Core;

namespace DaprShop.Tests.DaprSdk;

public sealed class SidecarTests(SdkSidecar sidecar) : IClassFixture<SdkSidecar>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DaprClient _client = sidecar.Client;

    [Fact]
    public async Task A_sidecar_is_waited_for_and_healthy_and_answers_over_gRPC_by_then()
    {
        await using var starting = await DaprletHost.StartAsync("starting", DaprletHost.Component("store", "state.in-memory"));
        using var client = SdkSidecar.ClientOf(starting);

        await client.WaitForSidecarAsync().WaitAsync(Limit);

        Assert.True(await client.CheckOutboundHealthAsync());
        Assert.Equal(0, await client.GetStateAsync<int>("store", "absent"));
    }

    [Fact]
    public async Task A_sidecar_that_is_gone_is_not_healthy_and_a_DaprException()
    {
        var gone = await DaprletHost.StartAsync("gone", DaprletHost.Component("store", "state.in-memory"));
        using var client = SdkSidecar.ClientOf(gone);
        await gone.DisposeAsync();

        Assert.False(await client.CheckOutboundHealthAsync());
        await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("store", "k"));
    }

    [Fact]
    public async Task A_secret_is_read_and_an_absent_store_is_a_DaprException()
    {
        Assert.Equal("s3cret", (await _client.GetSecretAsync("secrets", "SHOP_SECRET"))["SHOP_SECRET"]);
        Assert.Equal("s3cret", (await _client.GetBulkSecretAsync("secrets"))["SHOP_SECRET"]["SHOP_SECRET"]);
        await Assert.ThrowsAsync<DaprException>(() => _client.GetSecretAsync("nowhere", "NONE"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Without_the_token_nothing_is_answered(string token)
    {
        await using var guarded = await DaprletHost.StartAsync(new SidecarOptions { AppId = "guarded", DaprApiToken = SdkSidecar.Token, Components = [DaprletHost.Component("store", "state.in-memory")] });
        using var client = SdkSidecar.ClientOf(guarded, token);

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("store", "k"));

        Assert.Equal(StatusCode.Unauthenticated, Assert.IsType<RpcException>(exception.InnerException).StatusCode);
    }
}
