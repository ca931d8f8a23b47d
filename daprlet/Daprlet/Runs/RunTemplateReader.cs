using Daprlet.Resources;
using Daprlet.Resources.Yaml;

namespace Daprlet.Runs;

/// <summary>Reads a run template as <c>dapr run -f</c> does.</summary>
public static class RunTemplateReader
{
    private const string FileName = "dapr.yaml";

    /// <param name="path">The template, or a folder with a <c>dapr.yaml</c> in it.</param>
    /// <param name="environment">The variables that the sidecars see beside those of the template: tokens, and what resources refer to.</param>
    /// <exception cref="RunTemplateException">The template cannot be used.</exception>
    public static RunTemplate Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        if (path.Length == 0)
            throw new RunTemplateException("a run template without a name");
        var file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, FileName) : path);
        if (!File.Exists(file))
            throw new RunTemplateException($"{file}: no such run template");
        if (Path.GetExtension(file) is not (".yaml" or ".yml"))
            throw new RunTemplateException($"{file}: a run template must end in .yaml or .yml");
        return Parse(TextOf(file), file, environment);
    }

    /// <summary>Reads a template that comes from standard input, with paths that begin at the current folder.</summary>
    /// <exception cref="RunTemplateException">The template cannot be used.</exception>
    internal static RunTemplate ReadFrom(TextReader input, IReadOnlyDictionary<string, string> environment)
    {
        var file = Path.GetFullPath("standard input");
        var text = new char[ResourceFile.MaxBytes + 1];
        var length = input.ReadBlock(text);
        return length <= ResourceFile.MaxBytes ? Parse(new string(text, 0, length), file, environment) : throw new RunTemplateException($"{file}: larger than {ResourceFile.MaxBytes} characters");
    }

    /// <param name="file">The template's full path, for messages and as the base of relative paths.</param>
    /// <inheritdoc cref="Read"/>
    public static RunTemplate Parse(string text, string file, IReadOnlyDictionary<string, string> environment)
    {
        var notes = new TemplateNotes(file);
        var top = new TemplateSection(notes, "", Root(text, file));
        CheckVersion(top);
        var name = top.Text("name") ?? "";
        var common = top.Section("common");
        var sections = top.Sections("apps");
        if (sections.Count == 0)
            top.AddProblem("apps", "names no app");
        var started = DateTimeOffset.Now;
        var apps = sections.Select(section => new RunTemplateApp(section, common, Path.GetDirectoryName(file)!, environment, started).Resolve()).ToList();
        RefuseSharedPorts(sections, apps);
        foreach (var section in apps.Count > 0 ? [top, common, .. sections] : new[] { top })
            section.CheckUnknownFields();
        notes.ThrowIfProblems();
        return new RunTemplate(file, name, apps, notes.Warnings);
    }

    private static string TextOf(string file)
    {
        try
        {
            return ResourceFile.ReadText(file);
        }
        catch (ResourceException e)
        {
            throw new RunTemplateException(e.Message, e);
        }
    }

    private static YamlMap Root(string text, string file)
    {
        try
        {
            return YamlReader.Read(text) as YamlMap ?? throw new RunTemplateException($"{file}: not a run template: it holds no mapping");
        }
        catch (YamlFormatException e)
        {
            throw new RunTemplateException($"{file}: {e.Message}", e);
        }
    }

    private static void CheckVersion(TemplateSection top)
    {
        if (!top.Has("version"))
            top.AddProblem("version", "is required and is 1");
        else if (top.Number("version") is { } version and not 1)
            top.AddProblem("version", $"is 1 in every template that Dapr knows, not {version}");
    }

    private static void RefuseSharedPorts(IReadOnlyList<TemplateSection> sections, List<RunApp> apps)
    {
        var taken = new Dictionary<int, string>();
        for (var i = 0; i < apps.Count; i++)
        {
            var sidecar = apps[i].Sidecar;
            foreach (var (field, given) in new[] { ("appPort", sidecar.AppPort), ("daprHTTPPort", sidecar.HttpPort), ("daprGRPCPort", sidecar.GrpcPort), ("daprInternalGRPCPort", sidecar.InternalPort) })
            {
                if (given is { } port and not 0 && !taken.TryAdd(port, $"apps[{i}].{field}"))
                    sections[i].AddProblem(field, $"port {port} is taken by {taken[port]}");
            }
        }
    }
}
