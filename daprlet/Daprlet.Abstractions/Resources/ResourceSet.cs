namespace Daprlet.Resources;

/// <summary>Everything that one sidecar has been given: what its app id is in scope for, checked for duplicates.</summary>
/// <param name="Documents">The documents of kinds that building blocks decode themselves (Subscription, Resiliency).</param>
public sealed record ResourceSet(
    IReadOnlyList<ComponentManifest> Components,
    IReadOnlyList<HttpEndpointManifest> HttpEndpoints,
    IReadOnlyList<ResourceDocument> Documents)
{
    internal const string ApiVersion = "dapr.io/v1alpha1";

    /// <summary>Reads the folders for one app.</summary>
    /// <param name="namespace">The sidecar's NAMESPACE; empty means that every namespace matches.</param>
    /// <param name="onBroken">Told of every file and document that is passed over.</param>
    /// <exception cref="ResourceException">A folder is missing, or a name is defined twice.</exception>
    public static ResourceSet Load(IEnumerable<string> folders, string appId, string @namespace, Action<ResourceException> onBroken)
    {
        var documents = folders.SelectMany(folder => ResourceFolder.Read(folder, onBroken)).ToList();
        var components = ForApp(Decode<ComponentManifest>(documents, "Component", onBroken), appId, @namespace, out var twice);
        Refuse(twice, "components", "Component");
        var endpoints = ForApp(Decode<HttpEndpointManifest>(documents, "HTTPEndpoint", onBroken), appId, @namespace, out var endpointsTwice);
        Refuse(endpointsTwice, "http endpoints", "HTTPEndpoint");
        return new ResourceSet(components, endpoints, [.. documents.Where(d => d.Kind is "Subscription" or "Resiliency")]);
    }

    /// <summary>Whether a resource with these scopes is meant for the app. Scopes are compared as they are written.</summary>
    public static bool InScope(IReadOnlyList<string> scopes, string appId) => scopes.Count == 0 || scopes.Contains(appId);

    /// <summary>
    /// The resources that are meant for an app. Dapr compares each name with those that the app has been given so far, before it looks at
    /// scopes: a name that comes again for another app is a duplicate, one that came before for another app is not.
    /// </summary>
    /// <param name="duplicates">Each with the one that has its name already.</param>
    internal static IReadOnlyList<T> ForApp<T>(IEnumerable<T> resources, string appId, string @namespace, out IReadOnlyList<Duplicate> duplicates) where T : ScopedResource
    {
        var given = new Dictionary<string, T>();
        var twice = new List<Duplicate>();
        foreach (var resource in resources.Where(r => r.IsInNamespace(@namespace)))
        {
            if (given.TryGetValue(resource.Name, out var first))
                twice.Add(new Duplicate(resource, first));
            else if (InScope(resource.Scopes, appId))
                given.Add(resource.Name, resource);
        }
        duplicates = twice;
        return [.. given.Values];
    }

    /// <summary>The documents of a kind, decoded.</summary>
    internal static IEnumerable<T> Decode<T>(IEnumerable<ResourceDocument> documents, string kind, Action<ResourceException> onBroken) where T : ScopedResource
    {
        foreach (var document in documents.Where(d => d.Kind == kind && d.ApiVersion == ApiVersion))
        {
            T? value = null;
            try
            {
                value = document.Decode<T>() with { File = document.File };
                RefuseName(value);
            }
            catch (ResourceException e)
            {
                value = null;
                onBroken(e);
            }
            if (value is not null)
                yield return value;
        }
    }

    /// <summary>A name must fit into a path (Kubernetes, path segment names), since requests name the resource there.</summary>
    private static void RefuseName(ScopedResource resource)
    {
        if (resource.Name is "." or ".." || resource.Name.Contains('/') || resource.Name.Contains('%'))
            throw new ResourceException(resource.File, resource.Name, "a name must not be '.' or '..' and must not contain '/' or '%'");
    }

    private static void Refuse(IReadOnlyList<Duplicate> duplicates, string what, string kind)
    {
        if (duplicates.Count == 0)
            return;
        // Dapr's words come first, since people search for them.
        var lines = duplicates.Select(d => $"duplicate definition of {kind} name {d.Resource.Display} with existing {d.First.Display} ({d.Resource.File}, {d.First.File})");
        throw new ResourceException(null, null, $"failed to load {what}: {string.Join('\n', lines)}") { IsDuplicate = true };
    }

    /// <summary>A resource whose name is taken.</summary>
    internal sealed record Duplicate(ScopedResource Resource, ScopedResource First);
}
