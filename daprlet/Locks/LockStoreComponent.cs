using Daprlet.Components;

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

/// <summary>How a backend joins the distributed lock building block.</summary>
public static class LockComponentTypes
{
    /// <summary>Adds a lock store under Dapr's type name, with the building block's logic in front of it.</summary>
    public static ComponentTypes AddLockStore(this ComponentTypes types, string type, Func<ILockStore> create, params string[] versions) =>
        types.Add(type, () => new LockStoreComponent(create()), versions);
}
