using Daprlet.Components;
using Daprlet.Components.Bindings;

namespace Daprlet.Bindings;

/// <summary>
/// A binding in the directions in which it is used: those that its backend has, unless the metadata <c>direction</c> (<c>input</c>,
/// <c>output</c>, both with a comma) leaves one out. A backend that is used in none is not even initialised.
/// </summary>
public sealed class BindingComponent(IComponent backend) : IComponent
{
    /// <summary>The backend as an output binding; null when it is none, or not used as one.</summary>
    public IOutputBinding? Output { get; private set; }

    /// <summary>The backend as an input binding; null when it is none, or not used as one.</summary>
    public IInputBinding? Input { get; private set; }

    /// <summary>Whether the manifest itself says that the app takes the events, so that nobody asks the app.</summary>
    public bool IsInputDeclared { get; private set; }

    /// <summary>The app's path for events (metadata <c>route</c>); the component's name unless given.</summary>
    public string Route { get; private set; } = "";

    public IReadOnlyList<string> Features { get; private set; } = [];

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var directions = Directions(context.Metadata);
        IsInputDeclared = directions?.Contains("input") is true;
        Input = directions?.Contains("input") is false ? null : backend as IInputBinding;
        Output = directions?.Contains("output") is false ? null : backend as IOutputBinding;
        Route = context.Manifest.Spec.Metadata.FirstOrDefault(item => item.Name == "route")?.Text ?? context.Name;
        Features = [.. Input is null ? [] : (string[])["INPUT_BINDING"], .. Output is null ? [] : (string[])["OUTPUT_BINDING"]];
        if (Input is not null || Output is not null)
            await backend.InitializeAsync(context, cancellationToken);
    }

    public ValueTask DisposeAsync() => backend.DisposeAsync();

    /// <summary>The directions that the metadata names; null when it says nothing of them.</summary>
    private static HashSet<string>? Directions(ComponentMetadata metadata) =>
        metadata.Values.TryGetValue("direction", out var list) ? [.. list.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries)] : null;
}
