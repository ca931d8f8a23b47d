using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Policies from YAML, as a sidecar reads them.</summary>
internal static class Policies
{
    /// <param name="specs">The <c>spec</c> of one Resiliency each, flow style.</param>
    public static ResiliencyPolicies From(TimeProvider time, params string[] specs) => From(time, Random.Shared, specs);

    public static ResiliencyPolicies From(TimeProvider time, Random random, params string[] specs) =>
        Load(time, random, [.. specs.Select((spec, i) => $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{ name: r{i} }}\nspec: {spec}\n")]);

    /// <summary>Files with these texts in a folder.</summary>
    public static ResiliencyPolicies Load(TimeProvider time, Random random, IReadOnlyList<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("resiliency-").FullName;
        try
        {
            for (var i = 0; i < files.Count; i++)
                File.WriteAllText(Path.Combine(folder, $"{i:00}.yaml"), files[i]);
            return ResiliencyLoader.Load(ResourceFolder.Read(folder, _ => { }), "shop", new PolicyTools(time, random, NullLogger.Instance, new ResiliencyMetrics(new MetricRegistry(), "shop")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
