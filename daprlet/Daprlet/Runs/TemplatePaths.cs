namespace Daprlet.Runs;

/// <summary>Files and folders that a run template names. One that is not there is noted as a problem and left out.</summary>
internal static class TemplatePaths
{
    /// <summary>The user's own folder, which <c>~</c> stands for.</summary>
    public static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <param name="start">Where relative paths start.</param>
    public static string? Folder(TemplateSection section, string field, string start) => section.Text(field) is { } path ? Existing(section, field, path, start) : null;

    /// <inheritdoc cref="Folder"/>
    public static string? File(TemplateSection section, string field, string start)
    {
        if (section.Text(field) is not { } path)
            return null;
        var full = Absolute(path, start);
        if (System.IO.File.Exists(full))
            return full;
        section.AddProblem(field, $"no such file: {full}");
        return null;
    }

    /// <summary>Those of the list, then the single one.</summary>
    /// <inheritdoc cref="Folder"/>
    public static IReadOnlyList<string> ResourceFolders(TemplateSection section, string start)
    {
        var given = section.Texts("resourcesPaths").Select((path, index) => (Field: $"resourcesPaths[{index}]", Path: path)).ToList();
        given.Add(("resourcesPath", section.Text("resourcesPath") ?? ""));
        return [.. given.Where(one => one.Path.Length > 0).Select(one => Existing(section, one.Field, one.Path, start)).OfType<string>()];
    }

    private static string? Existing(TemplateSection section, string field, string path, string start)
    {
        var full = Absolute(path, start);
        if (Directory.Exists(full))
            return Path.TrimEndingDirectorySeparator(full);
        section.AddProblem(field, $"no such folder: {full}");
        return null;
    }

    private static string Absolute(string path, string start)
    {
        var expanded = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Home + path[1..] : path;
        return Path.GetFullPath(expanded, start);
    }
}
