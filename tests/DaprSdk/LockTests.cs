#pragma warning disable DAPR_DISTRIBUTEDLOCK // an experiment to the SDK, not to Dapr
using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Testing;

namespace DaprShop.Tests.DaprSdk;

public sealed class LockTests : IAsyncLifetime
{
    private Sidecar _sidecar = null!;
    private DaprClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await DaprletHost.StartAsync("shop", DaprletHost.Component("locks", "lock.in-memory"));
        _client = SdkSidecar.ClientOf(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task One_owner_has_a_lock_until_it_gives_it_back()
    {
        Assert.True((await _client.Lock("locks", "stock", "ann", 60)).Success);
        Assert.False((await _client.Lock("locks", "stock", "ben", 60)).Success);

        Assert.Equal(LockStatus.LockBelongsToOthers, (await _client.Unlock("locks", "stock", "ben")).status);
        Assert.Equal(LockStatus.Success, (await _client.Unlock("locks", "stock", "ann")).status);
        Assert.Equal(LockStatus.LockDoesNotExist, (await _client.Unlock("locks", "stock", "ann")).status);
        Assert.True((await _client.Lock("locks", "stock", "ben", 60)).Success);
    }
}
