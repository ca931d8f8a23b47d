using Daprlet.Components;
using Daprlet.Components.Locks;

namespace Daprlet.Locks;

/// <summary>A lock store with the prefix of its keys.</summary>
internal sealed class LockStoreComponent(ILockStore store) : IComponent
{
    private LockKeys? _keys;

    public ILockStore Store => store;

    public LockKeys Keys => _keys ?? throw new InvalidOperationException("not initialised");

    public IReadOnlyList<string> Features => store.Features;

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _keys = new LockKeys(context);
        await store.InitializeAsync(context, cancellationToken);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
