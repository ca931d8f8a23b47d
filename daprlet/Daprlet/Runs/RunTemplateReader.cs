using Daprlet.Resources;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daprlet.Runs;

/// <summary>Reads a run template as <c>dapr run -f</c> does.</summary>
public static class RunTemplateReader
{
    private const string FileName = "dapr.yaml";
    private const long MaxFileBytes = 1024 * 1024;

    /// <param name="path">The template, or a folder with a <c>dapr.yaml</c> in it.</param>
    /// <param name="environment">The variables that the sidecars see: tokens, and what resources refer to.</param>
    /// <exception cref="RunTemplateException">The template cannot be used.</exception>
    public static RunTemplate Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        var file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, FileName) : path);
        if (!File.Exists(file))
            throw new RunTemplateException(file, "", "no such run template");
        if (Path.GetExtension(file) is not (".yaml" or ".yml"))
            throw new RunTemplateException(file, "", "a run template must end in .yaml or .yml");
        if (new FileInfo(file).Length > MaxFileBytes)
            throw new RunTemplateException(file, "", $"larger than {MaxFileBytes} bytes");
        return Parse(File.ReadAllText(file), file, environment);
    }

    /// <param name="file">The template's full path, for messages and as the base of relative paths.</param>
    /// <inheritdoc cref="Read"/>
    public static RunTemplate Parse(string text, string file, IReadOnlyDictionary<string, string> environment)
    {
        var top = new TemplateSection(file, "", Root(text, file));
        if (top.Number("version") is null or 0)
            throw top.Wrong("version", "is required and is 1");
        var name = top.Text("name") ?? "";
        var common = top.Section("common");
        var sections = top.Sections("apps");
        if (sections.Count == 0)
            throw top.Wrong("apps", "names no app");
        var started = DateTimeOffset.Now;
        var apps = sections.Select(section => new RunTemplateApp(section, common, Path.GetDirectoryName(file)!, environment, started).Resolve()).ToList();
        RefuseSharedPorts(top, apps);
        var unknown = sections.Prepend(common).Prepend(top).SelectMany(section => section.UnknownFields());
        return new RunTemplate(file, name, apps, [.. unknown.Select(field => $"{file}: {field} is not a field of a run template and has no effect")]);
    }

    private static YamlMappingNode Root(string text, string file)
    {
        try
        {
            var stream = YamlText.Load(text);
            return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root
                ? root
                : throw new RunTemplateException(file, "", "not a run template: it holds no mapping");
        }
        catch (YamlException e)
        {
            throw new RunTemplateException(file, "", $"not valid YAML: {e.Message}", e);
        }
    }

    private static void RefuseSharedPorts(TemplateSection top, List<RunApp> apps)
    {
        var taken = new Dictionary<int, string>();
        for (var i = 0; i < apps.Count; i++)
        {
            var sidecar = apps[i].Sidecar;
            foreach (var (field, given) in new[] { ("appPort", sidecar.AppPort), ("daprHTTPPort", sidecar.HttpPort), ("daprGRPCPort", sidecar.GrpcPort), ("daprInternalGRPCPort", sidecar.InternalPort) })
            {
                var place = $"apps[{i}].{field}";
                if (given is { } port and not 0 && !taken.TryAdd(port, place))
                    throw top.Wrong(place, $"port {port} is taken by {taken[port]}");
            }
        }
    }
}
