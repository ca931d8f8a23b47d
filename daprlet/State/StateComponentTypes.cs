using Daprlet.Components;

namespace Daprlet.State;

/// <summary>How a backend joins the state building block.</summary>
public static class StateComponentTypes
{
    /// <summary>Adds a state store under Dapr's type name, with the building block's logic in front of it.</summary>
    public static ComponentTypes AddStateStore(this ComponentTypes types, string type, Func<IStateStore> create, params string[] versions) =>
        types.Add(type, () => new StateStoreComponent(create()), versions);
}
