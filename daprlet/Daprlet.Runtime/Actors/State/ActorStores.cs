using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.State;

namespace Daprlet.Actors.State;

/// <summary>The state store for actors: the one whose metadata says <c>actorStateStore: "true"</c>.</summary>
internal sealed class ActorStores(LoadedComponents components)
{
    private const string Flag = "actorStateStore";

    private Choice _choice = new([], null);

    /// <summary>The backend, or null when there is none. Actors have keys of their own and, as in Dapr, no encryption.</summary>
    public IStateStore? Current
    {
        get
        {
            var all = components.All;
            var choice = Volatile.Read(ref _choice);
            if (!ReferenceEquals(choice.Among, all))
                Volatile.Write(ref _choice, choice = new Choice(all, Find(all).FirstOrDefault()?.Store));
            return choice.Store;
        }
    }

    /// <exception cref="ComponentException">Two stores claim to be it.</exception>
    public void RefuseSecond()
    {
        var names = components.All.Where(IsFlagged).Select(component => component.Name).ToList();
        if (names.Count > 1)
            throw new ComponentException($"detected duplicate actor state store: {names[0]} and {names[1]}");
    }

    private static IEnumerable<StateStoreComponent> Find(IEnumerable<LoadedComponent> components) =>
        components.Where(IsFlagged).Select(component => (StateStoreComponent)component.Instance).Where(store => IsFit(store.Store));

    private static bool IsFlagged(LoadedComponent component) => component.Instance is StateStoreComponent && component.Metadata.GetBool(Flag);

    private static bool IsFit(IStateStore store) => store.Features.Contains("ETAG") && store.Features.Contains("TRANSACTIONAL");

    private sealed record Choice(IReadOnlyList<LoadedComponent> Among, IStateStore? Store);
}
