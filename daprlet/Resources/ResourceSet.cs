namespace Daprlet.Resources;

/// <summary>Everything that one sidecar has been given: what its app id is in scope for, checked for duplicates.</summary>
/// <param name="Documents">The documents of kinds that building blocks decode themselves (Subscription, Resiliency).</param>
public sealed record ResourceSet(
    IReadOnlyList<ComponentManifest> Components,
    IReadOnlyList<HttpEndpointManifest> HttpEndpoints,
    IReadOnlyList<ResourceDocument> Documents)
{
    private const string ApiVersion = "dapr.io/v1alpha1";

    /// <summary>Reads the folders for one app.</summary>
    /// <param name="namespace">The sidecar's NAMESPACE; empty means that every namespace matches.</param>
    /// <exception cref="ResourceException">A folder is missing, or a name is defined twice.</exception>
    public static ResourceSet Load(IEnumerable<string> folders, string appId, string @namespace, Action<ResourceException> onBroken)
    {
        var documents = folders.SelectMany(folder => ResourceFolder.Read(folder, onBroken)).ToList();
        var components = Decoded<ComponentManifest>(documents, "Component", onBroken)
            .Select(d => d.Value with { File = d.File })
            .Where(c => InNamespace(c.Metadata, @namespace) && InScope(c.Scopes, appId)).ToList();
        var endpoints = Decoded<HttpEndpointManifest>(documents, "HTTPEndpoint", onBroken).Select(d => d.Value)
            .Where(e => InNamespace(e.Metadata, @namespace) && InScope(e.Scopes, appId)).ToList();
        RefuseDuplicates(components);
        return new ResourceSet(components, endpoints, [.. documents.Where(d => d.Kind is "Subscription" or "Resiliency")]);
    }

    /// <summary>Whether a resource with these scopes is meant for the app. Scopes are compared as they are written.</summary>
    public static bool InScope(IReadOnlyList<string> scopes, string appId) => scopes.Count == 0 || scopes.Contains(appId);

    private static bool InNamespace(ResourceName name, string @namespace) =>
        @namespace.Length == 0 || name.Namespace.Length == 0 || name.Namespace == @namespace;

    private static IEnumerable<(string File, T Value)> Decoded<T>(List<ResourceDocument> documents, string kind, Action<ResourceException> onBroken) where T : class
    {
        foreach (var document in documents.Where(d => d.Kind == kind && d.ApiVersion == ApiVersion))
        {
            T? value = null;
            try
            {
                value = document.Decode<T>();
            }
            catch (ResourceException e)
            {
                onBroken(e);
            }
            if (value is not null)
                yield return (document.File, value);
        }
    }

    private static void RefuseDuplicates(List<ComponentManifest> components)
    {
        var seen = new Dictionary<string, ComponentManifest>();
        foreach (var component in components)
        {
            if (!seen.TryAdd(component.Name, component))
                throw new ResourceException(component.File, null, $"duplicate definition of Component name {component.Name} ({component.Spec.Type}/{component.Spec.Version}) with existing {component.Name} ({seen[component.Name].Spec.Type}/{seen[component.Name].Spec.Version})");
        }
    }
}
