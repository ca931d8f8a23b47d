using Daprlet.Bindings;
using Daprlet.Components;
using Daprlet.Components.Locks;
using Daprlet.Components.State;
using Daprlet.Locks;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.State;

namespace Daprlet.Hosting;

/// <summary>Puts the logic of their building block in front of backends that know nothing of it.</summary>
/// <param name="resiliency">The policies of the sidecar.</param>
internal sealed class BlockComponents(ResiliencyPolicies resiliency)
{
    /// <summary>What the building block has to do with: the backend itself, or what stands in front of it.</summary>
    public IComponent InFrontOf(ComponentManifest manifest, IComponent backend) => ComponentTypes.CategoryOf(manifest.Spec.Type) switch
    {
        "bindings" => new BindingComponent(backend),
        "lock" when backend is ILockStore store => new LockStoreComponent(store),
        "state" when backend is IStateStore store => new StateStoreComponent(store, resiliency),
        _ => backend,
    };
}
