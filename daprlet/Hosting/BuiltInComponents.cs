using Daprlet.Components;

namespace Daprlet.Hosting;

/// <summary>The component types that daprlet comes with.</summary>
public static class BuiltInComponents
{
    /// <summary>A fresh table, to which more types can be added.</summary>
    public static ComponentTypes Types() => new();
}
