using Daprlet.Components;
using Daprlet.Components.Secrets;
using Daprlet.PubSub.Subscriptions;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>
/// The strict check before a run of several apps: everything that is wrong with their resources is found before anything starts. A single
/// sidecar is as lenient as daprd and passes over what it cannot read.
/// </summary>
public static class ResourceCheck
{
    /// <summary>Everything that is wrong for any of the sidecars, each thing once, file by file.</summary>
    public static async Task<IReadOnlyList<ResourceProblem>> FindProblemsAsync(IEnumerable<SidecarOptions> sidecars, CancellationToken cancellationToken = default)
    {
        var problems = new List<ResourceProblem>();
        var checkedSidecars = new List<(SidecarOptions, IReadOnlyList<ComponentManifest>)>();
        foreach (var options in sidecars)
            checkedSidecars.Add((options, await new SidecarCheck(options, problems).RunAsync(cancellationToken)));
        problems.AddRange(SharedFileCheck.FindProblems(checkedSidecars));
        return [.. problems.Distinct().OrderBy(problem => problem.File, StringComparer.Ordinal)];
    }

    private sealed class SidecarCheck(SidecarOptions options, List<ResourceProblem> problems)
    {
        private static readonly string[] Kinds = ["Component", "Configuration", "HTTPEndpoint", "Resiliency", "Subscription"];

        private readonly ComponentContexts _contexts = new(options);

        /// <returns>The components that the sidecar would load.</returns>
        public async Task<IReadOnlyList<ComponentManifest>> RunAsync(CancellationToken cancellationToken)
        {
            var documents = options.ResourcesPaths.SelectMany(ReadFolder).ToList();
            CheckKinds(documents);
            foreach (var problem in PolicyCheck.FindProblems(documents, options.AppId).Concat(DeclaredSubscriptions.FindProblems(documents, options.AppId)))
                Add(problem);
            ResourceSet.ForApp(ResourceSet.Decode<HttpEndpointManifest>(documents, "HTTPEndpoint", Add), options.AppId, options.Namespace, out var endpointsTwice);
            var fromFiles = ResourceSet.ForApp(ResourceSet.Decode<ComponentManifest>(documents, "Component", Add), options.AppId, options.Namespace, out var twice);
            foreach (var duplicate in twice.Concat(endpointsTwice))
                Add(duplicate.Resource, $"the name is taken by {duplicate.First.Display} in {duplicate.First.File}");
            var fromCode = options.Components.Where(c => ResourceSet.InScope(c.Scopes, options.AppId));
            var denials = ReadDenials();
            var components = fromFiles.Concat(fromCode).Where(c => !c.Spec.IgnoreErrors && !denials.Denies(c.Spec)).ToList();
            foreach (var component in components)
            {
                var missing = options.ComponentTypes.IsMissing(component.Spec) ? $"{component.Spec.Type}/{component.Spec.VersionOrFirst}" : null;
                foreach (var reason in ComponentCheck.FindProblems(component, options.ComponentTypes, _contexts.Environment))
                    Add(component, reason, missing);
            }
            await CheckSecretsAsync(components, cancellationToken);
            return components;
        }

        private IReadOnlyList<ResourceDocument> ReadFolder(string folder)
        {
            try
            {
                return [.. ResourceFolder.Read(folder, Add)];
            }
            catch (ResourceException e)
            {
                Add(e);
                return [];
            }
        }

        /// <summary>A kind or version that is misspelt would be passed over in silence, and its resource missed much later.</summary>
        private void CheckKinds(List<ResourceDocument> documents)
        {
            foreach (var document in documents)
            {
                if (!document.ApiVersion.StartsWith("dapr.io/", StringComparison.OrdinalIgnoreCase))
                    continue;
                if (!Kinds.Contains(document.Kind))
                    problems.Add(new ResourceProblem(document.File, document.Name, $"kind {document.Kind} is none of {string.Join(", ", Kinds)}"));
                else if (document.Kind is not "Subscription" && document.ApiVersion != ResourceSet.ApiVersion)
                    problems.Add(new ResourceProblem(document.File, document.Name, $"apiVersion of a {document.Kind} must be {ResourceSet.ApiVersion}, not {document.ApiVersion}"));
            }
        }

        private ComponentsSpec ReadDenials()
        {
            try
            {
                return ConfigurationFiles.Read(options.ConfigFiles, name => options.Environment.GetValueOrDefault(name)).Spec.Components;
            }
            catch (ResourceException e)
            {
                Add(e);
                return new ComponentsSpec();
            }
        }

        private async Task CheckSecretsAsync(List<ComponentManifest> components, CancellationToken cancellationToken)
        {
            await using var stores = new LoadedComponents();
            var broken = new HashSet<string>();
            foreach (var component in components.Where(c => ComponentTypes.CategoryOf(c.Spec.Type) == "secretstores"))
            {
                if (options.ComponentTypes.Find(component.Spec.Type, component.Spec.Version) is not { } type || !await OpenAsync(component, type.Create(), stores, cancellationToken))
                    broken.Add(component.Name);
            }
            foreach (var component in components.Where(c => !broken.Contains(c.Auth.SecretStore)))
            {
                foreach (var item in component.Spec.Metadata)
                {
                    if (item is { Text.Length: 0, Secret: { } reference } && await WhyMissingAsync(reference, component.Auth.SecretStore, stores, cancellationToken) is { } reason)
                        Add(component, $"metadata {item.Name}: {reason}");
                }
            }
        }

        private async Task<bool> OpenAsync(ComponentManifest component, IComponent store, LoadedComponents stores, CancellationToken cancellationToken)
        {
            try
            {
                var metadata = await _contexts.Resolver(stores).ResolveAsync(component, cancellationToken);
                await store.InitializeAsync(_contexts.For(component, metadata), cancellationToken);
                stores.Add(new LoadedComponent(component, metadata.Values, store));
                return true;
            }
            catch (ComponentException e)
            {
                await store.DisposeAsync();
                Add(component, e.Message);
                return false;
            }
        }

        private static async Task<string?> WhyMissingAsync(SecretKeyRef reference, string storeName, LoadedComponents stores, CancellationToken cancellationToken)
        {
            if (storeName.Length == 0)
                return $"the secret {reference.Name} is in no store: auth.secretStore is missing";
            if (stores.Find<ISecretStore>(storeName) is not { } store)
                return $"the secret store {storeName} is not there";
            if (await store.GetAsync(reference.Name, new Dictionary<string, string>(), cancellationToken) is not { } secret)
                return $"the secret {reference.Name} is not in {storeName}";
            return string.IsNullOrEmpty(secret.GetValueOrDefault(reference.KeyOrName)) ? $"the secret {reference.Name} in {storeName} has no value under {reference.KeyOrName}" : null;
        }

        private void Add(ResourceException e) => problems.Add(new ResourceProblem(e.File, e.Resource, e.Reason));

        private void Add(ScopedResource resource, string reason, string? missingType = null) =>
            problems.Add(new ResourceProblem(resource.File, resource.Name.Length > 0 ? resource.Name : null, reason) { MissingType = missingType });
    }
}
