using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Json;
using Assembly = System.Reflection.Assembly;

namespace DaprShop.Tests.Daprlet.Architecture;

/// <summary>What imports what in daprlet. Between its projects the compiler holds the direction, inside a project these tests do.</summary>
public sealed class FloorTests
{
    private static readonly Assembly Abstractions = typeof(ByteBuffer).Assembly;
    private static readonly Assembly Components = typeof(BuiltInComponents).Assembly;
    private static readonly Assembly Runtime = typeof(Sidecar).Assembly;
    private static readonly Assembly Program = Assembly.Load("daprlet");

    public static TheoryData<string> Assemblies => [.. new[] { Abstractions, Components, Runtime, Program }.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_of_a_project_do_not_import_each_other_in_circles(string name)
    {
        var architecture = new ArchLoader().LoadAssembly(Assembly.Load(name)).Build();
        var rule = SliceRuleDefinition.Slices().MatchingWithPackages("(**)").Should().BeFreeOfCycles();

        Assert.Empty(rule.Evaluate(architecture).Where(result => !result.Passed).Select(result => result.Description));
    }

    [Theory]
    [InlineData("Daprlet.Abstractions")]
    [InlineData("Daprlet.Components", "Daprlet.Abstractions")]
    [InlineData("Daprlet.Grpc")]
    [InlineData("Daprlet.Runtime", "Daprlet.Abstractions", "Daprlet.Components", "Daprlet.Grpc")]
    [InlineData("Daprlet.Testing", "Daprlet.Abstractions", "Daprlet.Components", "Daprlet.Grpc", "Daprlet.Runtime")]
    public void A_project_knows_only_those_below_it(string name, params string[] below)
    {
        var known = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!).Where(reference => reference.StartsWith("Dapr", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(known.Except(below));
    }
}
