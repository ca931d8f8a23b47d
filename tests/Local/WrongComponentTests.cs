namespace DaprShop.Tests.Local;

public sealed class WrongComponentTests(BuiltTree tree) : LocalTest
{
    private string Resources => Path.Combine(Data, "resources");

    [Theory]
    [InlineData("type: state.unheard-of", "state.unheard-of")]
    [InlineData("type: state.sqlite", "connectionString")]
    [InlineData("type: [", "not valid YAML")]
    [InlineData("type: state.sqlite\n  metadata:\n  - { name: connectionString, secretKeyRef: { name: no-such-secret } }\nauth: { secretStore: secrets }", "no-such-secret")]
    public async Task A_wrong_component_stops_the_start_with_nothing_started(string spec, string reason)
    {
        Write("broken.yaml", "broken-one", spec);
        await RefusedAsync("broken.yaml", reason);
    }

    [Fact]
    public async Task The_set_that_only_Dapr_can_run_is_refused_with_the_types_that_are_missing_and_with_what_has_them()
    {
        await using var run = LocalProcess.Start(tree, Data, "--resources", Path.Combine(BuiltTree.Repository, "components", "kafka"));
        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains("daprlet does not have pubsub.kafka/v1, state.postgresql/v2. Components of types that only daprd has are for daprd", run.Output, StringComparison.Ordinal);
        Assert.Contains("users-state.yaml: component users-state", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" up ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_there_twice_stops_the_start()
    {
        Write("one.yaml", "twice", "type: state.in-memory");
        Write("two.yaml", "twice", "type: state.in-memory");
        await RefusedAsync("two.yaml", "twice");
    }

    private void Write(string file, string name, string spec)
    {
        Directory.CreateDirectory(Resources);
        File.WriteAllText(Path.Combine(Resources, file), $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  version: v1\n  {spec}\n");
    }

    private async Task RefusedAsync(params string[] named)
    {
        File.Copy(Path.Combine(tree.Components, "secrets.yaml"), Path.Combine(Resources, "secrets.yaml"));
        await using var run = LocalProcess.Start(tree, Data, "--resources", Resources);
        Assert.Equal(1, await run.EndedAsync());
        Assert.All(named, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(" up ", run.Output, StringComparison.Ordinal);
    }
}
