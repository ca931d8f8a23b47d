using Daprlet.Resources;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class ConfigurationFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_later_file_replaces_lists_and_keeps_what_it_does_not_mention()
    {
        var spec = Read("spec: {tracing: {samplingRate: '1'}, components: {deny: [a, b]}}", "spec: {components: {deny: [c]}}");

        Assert.Equal("1", spec.Tracing.SamplingRate);
        Assert.Equal(["c"], spec.Components.Deny);
    }

    [Fact]
    public void Environment_variables_are_put_in_with_and_without_braces() =>
        Assert.Equal(["<X>", "<Y>z", ""], Read("spec: {components: {deny: ['$X', '${Y}z', '$UNSET']}}").Components.Deny);

    [Fact]
    public void What_concerns_workflows_is_taken_and_has_no_effect()
    {
        var spec = Read("spec: {metrics: {enabled: false, workflow: {latencyDistributionBuckets: [1, 5]}}, features: [{name: WorkflowsFastPath, enabled: true}]}");

        Assert.False(spec.Metrics.Enabled);
        Assert.Equal("WorkflowsFastPath", Assert.Single(spec.Features).Name);
    }

    [Theory]
    [InlineData("spec: [")]
    [InlineData("spec: {metric: {enabled: [1]}}")]
    [InlineData("just a word")]
    public void What_cannot_be_decoded_is_refused(string yaml) => Assert.Throws<ResourceException>(() => Read(yaml));

    private ConfigurationSpec Read(params string[] texts)
    {
        var files = texts.Select((text, n) =>
        {
            var file = Path.Combine(_folder, $"{n}.yaml");
            File.WriteAllText(file, text);
            return file;
        });
        return ConfigurationFiles.Read([.. files], name => name == "UNSET" ? null : $"<{name}>").Spec;
    }
}
