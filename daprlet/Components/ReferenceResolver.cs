using System.Text.RegularExpressions;
using Daprlet.Resources;
using Daprlet.Secrets;

namespace Daprlet.Components;

/// <summary>Turns a manifest's metadata into values: secrets, environment variables and Dapr's placeholders.</summary>
internal sealed partial class ReferenceResolver(string appId, string @namespace, IReadOnlyDictionary<string, string> environment, LoadedComponents loaded)
{
    /// <summary>The store that must be loaded before the manifest can be resolved, or null.</summary>
    public static string? NeededStore(ComponentManifest manifest) =>
        manifest.Auth.SecretStore.Length > 0 && manifest.Spec.Metadata.Any(item => item.SecretKeyRef is not null) ? manifest.Auth.SecretStore : null;

    /// <exception cref="ComponentException">A placeholder has no value.</exception>
    public async Task<ComponentMetadata> ResolveAsync(ComponentManifest manifest, CancellationToken cancellationToken)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var item in manifest.Spec.Metadata)
            values.Add(new(item.Name, await ValueAsync(item, manifest.Auth.SecretStore, cancellationToken)));
        return new ComponentMetadata(values);
    }

    /// <summary>The value of one item; empty when what it refers to is absent or not allowed.</summary>
    public async Task<string> ValueAsync(MetadataItem item, string secretStore, CancellationToken cancellationToken)
    {
        if (item.SecretKeyRef is { } reference && secretStore.Length > 0)
            return await SecretAsync(reference, secretStore, cancellationToken);
        if (item.EnvRef.Length > 0)
            return IsReadable(item.EnvRef) ? environment.GetValueOrDefault(item.EnvRef, "") : "";
        return Placeholder().Replace(item.Text, match => Replacement(match.Value));
    }

    private async Task<string> SecretAsync(SecretKeyRef reference, string secretStore, CancellationToken cancellationToken)
    {
        if (loaded.Find<ISecretStore>(secretStore) is not { } store)
            return "";
        var secret = await store.GetAsync(reference.Name, new Dictionary<string, string>(), cancellationToken);
        return secret?.GetValueOrDefault(reference.Key.Length > 0 ? reference.Key : reference.Name) ?? "";
    }

    private static bool IsReadable(string name) =>
        name != "APP_API_TOKEN" && !name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) && !name.Contains(' ');

    private string Replacement(string placeholder) => placeholder switch
    {
        "{uuid}" => Guid.NewGuid().ToString(),
        "{appID}" => appId,
        "{namespace}" => @namespace.Length == 0 ? appId : $"{@namespace}.{appId}",
        _ => environment.GetValueOrDefault("POD_NAME") is { Length: > 0 } pod ? pod : throw new ComponentException("failed to parse metadata: property podName is not set (POD_NAME)"),
    };

    [GeneratedRegex(@"\{(?:uuid|appID|namespace|podName)\}")]
    private static partial Regex Placeholder();
}
