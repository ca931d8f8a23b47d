[assembly: AssemblyFixture(typeof(DaprShop.Tests.EndToEnd.SharedShop))]

namespace DaprShop.Tests.EndToEnd;

/// <summary>One running shop for all tests that do not harm it.</summary>
public sealed class SharedShop : IAsyncLifetime
{
    private Shop? _shop;

    internal Shop Shop => _shop ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _shop = await Shop.StartAsync();

    public ValueTask DisposeAsync() => _shop?.DisposeAsync() ?? ValueTask.CompletedTask;
}
