using System.Text.RegularExpressions;
using Daprlet.Components.Secrets;
using Daprlet.Resources;

namespace Daprlet.Components;

/// <summary>Turns a manifest's metadata into values: secrets, environment variables and Dapr's placeholders.</summary>
internal sealed partial class ReferenceResolver(string appId, string @namespace, IReadOnlyDictionary<string, string> environment, LoadedComponents loaded)
{
    private const string DefaultNamespace = "default";

    /// <summary>The store that must be loaded before the manifest can be resolved, or null.</summary>
    public static string? NeededStore(ComponentManifest manifest) =>
        manifest.Auth.SecretStore.Length > 0 && manifest.Spec.Metadata.Any(item => item.Secret is not null) ? manifest.Auth.SecretStore : null;

    /// <exception cref="ComponentException">A placeholder has no value.</exception>
    public async Task<ResolvedMetadata> ResolveAsync(ComponentManifest manifest, CancellationToken cancellationToken)
    {
        var values = new List<KeyValuePair<string, string>>();
        var missing = new List<MissingSecret>();
        foreach (var item in manifest.Spec.Metadata)
        {
            var secret = item.Secret is { } reference && manifest.Auth.SecretStore.Length > 0
                ? await SecretAsync(item.Name, reference, manifest.Auth.SecretStore, missing, cancellationToken)
                : "";
            var text = secret.Length > 0 ? secret : ValueOf(item);
            values.Add(new(item.Name, Placeholder().Replace(text, match => Replacement(item.Name, match.Value))));
        }
        return new ResolvedMetadata(new ComponentMetadata(values), missing);
    }

    /// <summary>The value of an item that is no secret; empty when its environment variable is not there or not to be read.</summary>
    private string ValueOf(MetadataItem item) => !item.IsVariable ? item.Text
        : IsReadable(item.EnvRef) ? environment.GetValueOrDefault(item.EnvRef, "") : "";

    private async Task<string> SecretAsync(string item, SecretKeyRef reference, string storeName, List<MissingSecret> missing, CancellationToken cancellationToken)
    {
        var store = loaded.Find<ISecretStore>(storeName);
        var secret = store is null ? null : await store.GetAsync(reference.Name, new Dictionary<string, string>(), cancellationToken);
        if (secret is null)
        {
            missing.Add(new MissingSecret(item, store is null ? $"secret store {storeName} is not there" : $"secret {reference.Name} not found"));
            return "";
        }
        return secret.GetValueOrDefault(reference.KeyOrName) ?? "";
    }

    /// <summary>Whether components may read the environment variable (Dapr: nothing of Dapr's own).</summary>
    private static bool IsReadable(string name) =>
        !name.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) && !name.Contains(' ');

    private string Replacement(string item, string placeholder) => placeholder switch
    {
        "{uuid}" => Guid.NewGuid().ToString(),
        "{appID}" => appId,
        "{namespace}" => $"{(@namespace.Length == 0 ? DefaultNamespace : @namespace)}.{appId}",
        _ => environment.GetValueOrDefault("POD_NAME") is { Length: > 0 } pod ? pod
            : throw new ComponentException($"failed to parse metadata: property {item} refers to {{podName}} but podName is not set"),
    };

    [GeneratedRegex(@"\{(?:uuid|appID|namespace|podName)\}")]
    private static partial Regex Placeholder();
}
