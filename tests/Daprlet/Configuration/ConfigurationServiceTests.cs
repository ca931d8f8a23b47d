using Daprlet.Components;
using Daprlet.Components.Configuration;
using Daprlet.Configuration;
using Daprlet.Resiliency;
using Daprlet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Configuration;

/// <summary>The building block without a transport, as a stream of the app uses it.</summary>
public sealed class ConfigurationServiceTests : IAsyncDisposable
{
    private static readonly ConfigurationRequest Everything = new([], new Dictionary<string, string>());

    private readonly InMemoryConfigurationStore _store = new();
    private readonly LoadedComponents _components = new();
    private readonly ConfigurationService _service;

    public ConfigurationServiceTests()
    {
        _components.Add(new LoadedComponent(SettingsSidecar.Store("configuration.in-memory"), new ComponentMetadata([]), _store));
        _service = new ConfigurationService(_components, ResiliencyPolicies.None, NullLogger.Instance);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_subscriber_hears_of_changes_and_of_the_end()
    {
        var subscriber = new Recording();
        var subscription = (await _service.SubscribeAsync("config", Everything, subscriber, CancellationToken.None)).Value!;

        await _store.SetAsync("a", "1");
        Assert.Equal(new ConfigurationUpdate(subscription.Id, "config", "a", (await _store.GetAsync(Everything, CancellationToken.None))["a"]), await subscriber.Update.Task.WaitAsync(Limit));
        Assert.False(subscription.Ended.IsCompleted);
        Assert.True((await _service.UnsubscribeAsync("config", subscription.Id, CancellationToken.None)).Value);
        await subscription.Ended.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_subscription_is_ended_by_the_store_that_it_is_to()
    {
        _components.Add(new LoadedComponent(DaprletHost.Component("second", "configuration.in-memory"), new ComponentMetadata([]), new InMemoryConfigurationStore()));
        var subscription = (await _service.SubscribeAsync("config", Everything, new Recording(), CancellationToken.None)).Value!;

        Assert.Equal("ERR_CONFIGURATION_UNSUBSCRIBE", (await _service.UnsubscribeAsync("second", subscription.Id, CancellationToken.None)).Error?.Code);
        Assert.False(subscription.Ended.IsCompleted);
    }

    [Fact]
    public async Task Subscriptions_end_when_their_store_or_the_sidecar_goes()
    {
        _components.Add(new LoadedComponent(DaprletHost.Component("second", "configuration.in-memory"), new ComponentMetadata([]), new InMemoryConfigurationStore()));
        var first = (await _service.SubscribeAsync("config", Everything, new Recording(), CancellationToken.None)).Value!;
        var second = (await _service.SubscribeAsync("second", Everything, new Recording(), CancellationToken.None)).Value!;

        _components.Take(["config"]);
        await _service.EndOrphansAsync();
        await first.Ended.WaitAsync(Limit);
        Assert.False(second.Ended.IsCompleted);
        await _service.DisposeAsync();
        await second.Ended.WaitAsync(Limit);
    }

    [Fact]
    public async Task There_is_an_end_to_the_subscriptions_of_an_app_that_never_unsubscribes()
    {
        for (var i = 0; i < ConfigurationService.MaxSubscriptions; i++)
            Assert.Null((await _service.SubscribeAsync("config", Everything, new Recording(), CancellationToken.None)).Error);

        var refused = await _service.SubscribeAsync("config", new ConfigurationRequest(["a", "b"], new Dictionary<string, string>()), new Recording(), CancellationToken.None);

        Assert.Equal("failed to subscribe [a b] from Configuration store config: the sidecar has 1000 subscriptions already", refused.Error?.Message);
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(60);

    private sealed class Recording : IConfigurationSubscriber
    {
        public TaskCompletionSource<ConfigurationUpdate> Update { get; } = new();

        public Task UpdateAsync(ConfigurationUpdate update, CancellationToken cancellationToken)
        {
            Update.TrySetResult(update);
            return Task.CompletedTask;
        }
    }
}
