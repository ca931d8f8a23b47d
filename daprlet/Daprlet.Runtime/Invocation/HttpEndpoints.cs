using System.Text.Json;
using Daprlet.Components;
using Daprlet.Resources;

namespace Daprlet.Invocation;

/// <summary>The HTTPEndpoints that an app may call, as its resources have them now. Safe for concurrent use.</summary>
internal sealed class HttpEndpoints(ReferenceResolver resolver)
{
    private volatile IReadOnlyList<HttpEndpoint> _all = [];
    private string _manifests = "";

    public IReadOnlyList<HttpEndpoint> All => _all;

    public HttpEndpoint? Find(string name) => _all.FirstOrDefault(endpoint => endpoint.Name == name);

    /// <summary>Takes these in place of those before, if they are others; calls under way end as they began.</summary>
    /// <returns>Whether they are others.</returns>
    /// <exception cref="ComponentException">One cannot be used; then nothing has changed.</exception>
    public async Task<bool> LoadAsync(IReadOnlyList<HttpEndpointManifest> manifests, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(manifests);
        if (text == _manifests)
            return false;
        _manifests = text;
        _all = await Task.WhenAll(manifests.Select(manifest => HttpEndpoint.ResolveAsync(manifest, resolver, cancellationToken)));
        return true;
    }
}
