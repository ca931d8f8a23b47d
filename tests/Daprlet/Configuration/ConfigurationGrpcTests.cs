using Daprlet.Grpc.Runtime.V1;
using DaprShop.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Configuration;

/// <summary>Settings over gRPC, where a subscription is a stream.</summary>
public sealed class ConfigurationGrpcTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Backends => SettingsSidecar.Backends;

    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Settings_are_read_with_versions_and_metadata(string type)
    {
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder);
        using var channel = Channel(sidecar);
        await sidecar.Settings.SetAsync("limit", "2", metadata: new Dictionary<string, string> { ["by"] = "ann" });

        var answer = await Client(channel).GetConfigurationAsync(new GetConfigurationRequest { StoreName = "config", Keys = { "limit", "missing" } });

        var (key, item) = Assert.Single(answer.Items);
        Assert.Equal(("limit", "2", "1", "ann"), (key, item.Value, item.Version, item.Metadata["by"]));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_stream_brings_its_id_and_then_every_change_until_it_is_unsubscribed(string type)
    {
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder);
        using var channel = Channel(sidecar);
        using var subscription = Subscribe(channel, "limit");
        var id = (await NextAsync(subscription)).Id;

        await sidecar.Settings.SetAsync("other", "1");
        await sidecar.Settings.SetAsync("limit", "2");
        var change = await NextAsync(subscription);
        await sidecar.Settings.RemoveAsync("limit");
        var removal = await NextAsync(subscription);

        Assert.Equal((id, "2"), (change.Id, change.Items["limit"].Value));
        Assert.Equal("", removal.Items["limit"].Value);
        Assert.True((await UnsubscribeAsync(channel, id)).Ok);
        Assert.False(await subscription.ResponseStream.MoveNext().WaitAsync(Limit));
        var again = await UnsubscribeAsync(channel, id);
        Assert.Equal((false, $"failed to unsubscribe to configuration request {id}: subscription does not exist"), (again.Ok, again.Message));
    }

    /// <summary>A subscription that is there yet ends by the question, so every round asks for one of its own.</summary>
    [Fact]
    public async Task A_stream_that_its_client_leaves_is_no_subscription_any_more()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder);
        using var channel = Channel(sidecar);

        await Eventually.TrueAsync(async () =>
        {
            string id;
            using (var subscription = Subscribe(channel, "limit"))
                id = (await NextAsync(subscription)).Id;
            await Client(channel).GetConfigurationAsync(new GetConfigurationRequest { StoreName = "config" });
            return !(await UnsubscribeAsync(channel, id)).Ok;
        }, "the subscription to end with its stream");
    }

    [Fact]
    public async Task A_sidecar_that_stops_ends_streams()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder);
        using var channel = Channel(sidecar);
        using var subscription = Subscribe(channel, "limit");
        await NextAsync(subscription);
        var end = subscription.ResponseStream.MoveNext();

        await sidecar.Sidecar.StopAsync().WaitAsync(Limit);

        // Behind the stream's end goes the connection, and a client may see that first.
        var error = await Record.ExceptionAsync(async () => Assert.False(await end.WaitAsync(Limit)));
        Assert.True(error is null or RpcException, $"{error}");
    }

    [Fact]
    public async Task An_unknown_store_is_an_invalid_argument_with_the_reason_beside_it()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder);
        using var channel = Channel(sidecar);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).GetConfigurationAsync(new GetConfigurationRequest { StoreName = "nope" }));

        Assert.Equal((StatusCode.InvalidArgument, "configuration store nope not found"), (error.StatusCode, error.Status.Detail));
        var status = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal("ERR_CONFIGURATION_STORE_NOT_FOUND", status.Details.Single().Unpack<Google.Rpc.ErrorInfo>().Reason);
    }

    private static AsyncServerStreamingCall<SubscribeConfigurationResponse> Subscribe(GrpcChannel channel, string key) =>
        Client(channel).SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "config", Keys = { key } });

    private static async Task<SubscribeConfigurationResponse> NextAsync(AsyncServerStreamingCall<SubscribeConfigurationResponse> subscription)
    {
        Assert.True(await subscription.ResponseStream.MoveNext().WaitAsync(Limit));
        return subscription.ResponseStream.Current;
    }

    private static async Task<UnsubscribeConfigurationResponse> UnsubscribeAsync(GrpcChannel channel, string id) =>
        await Client(channel).UnsubscribeConfigurationAsync(new UnsubscribeConfigurationRequest { StoreName = "config", Id = id });

    private static GrpcChannel Channel(SettingsSidecar sidecar) => GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.Sidecar.GrpcPort}");

    private static DaprClient Client(GrpcChannel channel) => new(channel);
}
