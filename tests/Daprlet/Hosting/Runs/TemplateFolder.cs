using Daprlet.Runs;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

/// <summary>A folder with a run template and what the template refers to.</summary>
internal sealed class TemplateFolder : IDisposable
{
    public TemplateFolder(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
            Directory.CreateDirectory(At(folder));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("daprlet-template-").FullName;

    public string At(string relative) => Path.GetFullPath(relative, Root);

    public TemplateFolder With(string file, string content = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), content);
        return this;
    }

    public RunTemplate Read(string yaml, IReadOnlyDictionary<string, string>? environment = null) =>
        RunTemplateReader.Parse(yaml, At("dapr.yaml"), environment ?? new Dictionary<string, string>());

    /// <summary>Why the template is refused.</summary>
    public string Refusal(string yaml) => Assert.Throws<RunTemplateException>(() => Read(yaml)).Message;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
