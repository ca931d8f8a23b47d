using Dapr.Client;
using Daprlet.Components.Configuration;
using Daprlet.Hosting;
using Daprlet.Testing;

namespace DaprShop.Tests.DaprSdk;

public sealed class ConfigurationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private Sidecar _sidecar = null!;
    private IWritableConfigurationStore _settings = null!;
    private DaprClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await DaprletHost.StartAsync("shop", DaprletHost.Component("settings", "configuration.in-memory"));
        _settings = _sidecar.Components.Find<IWritableConfigurationStore>("settings")!;
        _client = SdkSidecar.ClientOf(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Settings_are_read_with_their_versions()
    {
        await _settings.SetAsync("limit", "2");

        var items = (await _client.GetConfiguration("settings", ["limit", "missing"])).Items;

        var (key, item) = Assert.Single(items);
        Assert.Equal(("limit", "2", "1"), (key, item.Value, item.Version));
    }

    [Fact]
    public async Task Changes_arrive_until_they_are_not_wanted_any_more()
    {
        using var limit = new CancellationTokenSource(Limit);
        var subscription = await _client.SubscribeConfiguration("settings", ["limit"], cancellationToken: limit.Token);
        await using var changes = subscription.Source.GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        Assert.Empty(changes.Current);

        await _settings.SetAsync("limit", "3");

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal("3", changes.Current["limit"].Value);
        Assert.True((await _client.UnsubscribeConfiguration("settings", subscription.Id, limit.Token)).Ok);
        Assert.False(await changes.MoveNextAsync());
    }
}
