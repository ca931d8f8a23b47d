using Daprlet.Resources;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class ResourceSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resources-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_that_comes_again_for_another_app_is_a_duplicate_and_one_that_came_before_is_not()
    {
        Write("a.yaml", Component("store", "scopes: [alpha]"));
        Write("b.yaml", Component("store", "scopes: [beta]"));

        Assert.Contains("duplicate definition of Component name store", Assert.Throws<ResourceException>(() => Load("alpha")).Message, StringComparison.Ordinal);
        Assert.Equal("b.yaml", Path.GetFileName(Assert.Single(Load("beta").Components).File));
    }

    [Fact]
    public void What_is_broken_or_misnamed_is_passed_over_and_reported_and_the_rest_is_loaded()
    {
        Write("a.yaml", "metadata: {\n");
        Write("b.yml", Component("a/b"));
        Write("c.yaml", "kind: ConfigMap\n---\n" + Component("good"));
        Write("d.txt", Component("text"));
        var passedOver = new List<ResourceException>();

        var set = ResourceSet.Load([_folder], "alpha", "", passedOver.Add);

        Assert.Equal(["good"], set.Components.Select(c => c.Name));
        Assert.Equal(["a.yaml", "b.yml"], passedOver.Select(e => Path.GetFileName(e.File)));
    }

    [Fact]
    public void Namespaces_count_only_where_the_sidecar_has_one()
    {
        Write("a.yaml", Component("mine", "", "namespace: one") + "---\n" + Component("other", "", "namespace: two") + "---\n" + Component("none"));

        Assert.Equal(["mine", "none"], ResourceSet.Load([_folder], "alpha", "one", e => throw e).Components.Select(c => c.Name));
        Assert.Equal(["mine", "other", "none"], Load("alpha").Components.Select(c => c.Name));
    }

    private ResourceSet Load(string appId) => ResourceSet.Load([_folder], appId, "", e => throw e);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private static string Component(string name, string more = "", string metadata = "") => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
          {metadata}
        spec:
          type: state.in-memory
          version: v1
        {more}

        """;
}
