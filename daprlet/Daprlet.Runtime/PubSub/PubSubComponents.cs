using System.Runtime.CompilerServices;
using Daprlet.Components;
using Daprlet.Components.PubSub;

namespace Daprlet.PubSub;

/// <summary>A pub/sub component with what its metadata says to every backend alike.</summary>
/// <param name="TopicPrefix">Stands before the topics inside the broker: the namespace, where the component's metadata asks for it with <c>{namespace}</c>; else empty.</param>
internal sealed record PubSubComponent(string Name, IPubSub Broker, TopicScopes Scopes, string TopicPrefix);

/// <summary>The pub/sub components of a sidecar.</summary>
internal sealed class PubSubComponents(LoadedComponents components, string appId, string @namespace)
{
    private readonly ConditionalWeakTable<LoadedComponent, PubSubComponent> _known = [];

    public bool Any => components.Any<IPubSub>();

    /// <summary>The component of that name, or null.</summary>
    public PubSubComponent? Find(string name) =>
        components.FindLoaded<IPubSub>(name) is { } loaded ? _known.GetValue(loaded, Create) : null;

    private PubSubComponent Create(LoadedComponent loaded)
    {
        var isNamespaced = loaded.Manifest.Spec.Metadata.Any(item => item.Text.Contains("{namespace}", StringComparison.Ordinal));
        return new PubSubComponent(loaded.Name, (IPubSub)loaded.Instance, new TopicScopes(loaded.Metadata, appId), isNamespaced ? @namespace : "");
    }
}
