using System.Text.RegularExpressions;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Policies from YAML, as the sidecar of the app <c>shop</c> reads them.</summary>
internal static class Policies
{
    /// <param name="specs">The <c>spec</c> of one Resiliency each, flow style.</param>
    public static ResiliencyPolicies From(TimeProvider time, params string[] specs) => From(time, Random.Shared, specs);

    public static ResiliencyPolicies From(TimeProvider time, Random random, params string[] specs) =>
        Load(time, random, [.. specs.Select((spec, i) => Resource($"r{i}", spec))]);

    /// <summary>The policy of a target app.</summary>
    /// <param name="target">The names of its policies, flow style.</param>
    public static Policy OfApp(TimeProvider time, string target, string policies) =>
        From(time, $"{{ policies: {{ {policies} }}, targets: {{ apps: {{ a: {{ {target} }} }} }} }}").ForApp("a", "m");

    /// <summary>A Resiliency with a <c>spec</c> in flow style.</summary>
    public static string Resource(string name, string spec) => $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{ name: {name} }}\nspec: {spec}\n";

    /// <summary>Files with these texts in a folder: <c>00.yaml</c>, <c>01.yaml</c> and so on.</summary>
    public static ResiliencyPolicies Load(TimeProvider time, Random random, IReadOnlyList<string> files, ILogger? logger = null, MetricRegistry? metrics = null) =>
        ResiliencyLoader.Load(Read(files), "shop", Tools(time, random, logger, metrics));

    /// <summary>What takes the place of policies when resources change.</summary>
    public static PolicySet Replacement(TimeProvider time, params string[] specs) =>
        ResiliencyLoader.Read(Read([.. specs.Select((spec, i) => Resource($"s{i}", spec))]), "shop", Tools(time, Random.Shared, null, null));

    /// <summary>What is wrong with the files, each as <c>file: resource: reason</c>.</summary>
    public static IEnumerable<string> ProblemsOf(params string[] files) => PolicyCheck.FindProblems(Read(files), "shop").Select(WithoutFolder);

    /// <summary>The text without the folder that the files were in.</summary>
    public static string WithoutFolder(string text) => Regex.Replace(text, @"\S*resiliency-\w+[/\\]", "");

    private static PolicyTools Tools(TimeProvider time, Random random, ILogger? logger, MetricRegistry? metrics) =>
        new(time, random, logger ?? NullLogger.Instance, new ResiliencyMetrics(metrics ?? new MetricRegistry(), "shop"));

    private static string WithoutFolder(ResourceException problem) => WithoutFolder(problem.Message);

    private static IReadOnlyList<ResourceDocument> Read(IReadOnlyList<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("resiliency-").FullName;
        try
        {
            for (var i = 0; i < files.Count; i++)
                File.WriteAllText(Path.Combine(folder, $"{i:00}.yaml"), files[i]);
            return [.. ResourceFolder.Read(folder, _ => { })];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
