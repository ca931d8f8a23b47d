using Daprlet.Components;

namespace DaprShop.Testing.Components;

/// <summary>Components in memory that several sidecars share.</summary>
public static class SharedComponents
{
    /// <summary>Puts one instance of a component type behind all sidecars that know these types, as a server would be.</summary>
    /// <param name="types">The types; the one that is named is replaced.</param>
    /// <param name="type">Such as <c>lock.in-memory</c>.</param>
    /// <param name="wrap">Makes what the sidecars get of the instance; itself if not said.</param>
    /// <returns>The instance.</returns>
    public static T Share<T>(this ComponentTypes types, string type, Func<T, IComponent>? wrap = null) where T : IComponent
    {
        var instance = (T)(types.Find(type, "v1") ?? throw new ArgumentException($"There is no {type}.", nameof(type))).Create();
        var shown = wrap?.Invoke(instance) ?? instance;
        types.Add(type, () => shown);
        return instance;
    }
}
