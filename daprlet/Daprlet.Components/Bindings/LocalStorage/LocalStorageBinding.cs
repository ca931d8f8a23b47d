using System.Text.Encodings.Web;
using System.Text.Json;
using Daprlet.Files;

namespace Daprlet.Components.Bindings.LocalStorage;

/// <summary>
/// <c>bindings.localstorage</c>: files beneath the folder <c>rootPath</c>. A request's <c>fileName</c> may name folders; nothing leads out of the
/// root. Errors are worded as Dapr's, which are those of Go on Linux.
/// </summary>
internal sealed class LocalStorageBinding : IOutputBinding
{
    /// <summary>Go escapes what HTML treats in a special way.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    private string _root = "";

    public IReadOnlyList<string> Operations => ["create", "get", "list", "delete"];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _root = StorageRoot.Open(context);
        return Task.CompletedTask;
    }

    public async Task<BindingAnswer> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        var name = request.Get("fileName") ?? (request.Operation == "create" ? Guid.NewGuid().ToString() : "");
        if (name.Contains('\0', StringComparison.Ordinal))
            return BindingAnswer.Failed("invalid argument: the file name has a null character");
        try
        {
            var path = RootedPath.Resolve(_root, name);
            return request.Operation switch
            {
                "create" => await CreateAsync(path, StoredContent.Of(request.Data), cancellationToken),
                "get" => await GetAsync(path, cancellationToken),
                "list" => List(path),
                _ => Delete(path),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BindingAnswer.Failed($"{request.Operation} of file {name}: {e.Message}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<BindingAnswer> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path) ?? path;
        if (FileAbove(folder) is { } file)
            return BindingAnswer.Failed($"error creating directory {folder}: mkdir {file}: not a directory");
        if (Directory.Exists(path))
            return BindingAnswer.Failed($"error creating file {path}: open {path}: is a directory");
        OwnerOnly.CreateFolder(folder);
        await using (var stored = OwnerOnly.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read))
            await stored.WriteAsync(content, cancellationToken);
        return BindingAnswer.Of(JsonSerializer.SerializeToUtf8Bytes(new { fileName = Path.GetRelativePath(_root, path) }, Json));
    }

    private static async Task<BindingAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            return BindingAnswer.Failed($"error reading file {path}: read {path}: is a directory");
        if (File.Exists(path))
            return BindingAnswer.Of(await File.ReadAllBytesAsync(path, cancellationToken));
        return BindingAnswer.Failed(FileAbove(path) is null ? $"file not found: {path}" : $"error opening path {path}: open {path}: not a directory");
    }

    private static BindingAnswer List(string path)
    {
        if (File.Exists(path))
            return BindingAnswer.Failed($"unable to list files as the file specified is not a directory: {path}");
        if (!Directory.Exists(path))
            return BindingAnswer.Failed($"error getting stats for path {path}: stat {path}: {WhyAbsent(path)}");
        var files = FilesBeneath(path).ToList();
        return BindingAnswer.Of(files.Count == 0 ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(files, Json));
    }

    private static BindingAnswer Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
        else if (!Directory.Exists(path))
            return BindingAnswer.Failed($"error deleting file {path}: remove {path}: {WhyAbsent(path)}");
        else if (Directory.EnumerateFileSystemEntries(path).Any())
            return BindingAnswer.Failed($"error deleting file {path}: remove {path}: directory not empty");
        else
            Directory.Delete(path);
        return BindingAnswer.Nothing;
    }

    /// <summary>All files, folder by folder in the order of names; links count as files and are not followed.</summary>
    private static IEnumerable<string> FilesBeneath(string folder) => new DirectoryInfo(folder)
        .EnumerateFileSystemInfos()
        .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        .SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } ? FilesBeneath(entry.FullName) : [entry.FullName]);

    private static string WhyAbsent(string path) => FileAbove(path) is null ? "no such file or directory" : "not a directory";

    /// <summary>The file that stands where a path wants a folder, or the path itself if it is one; null when there is none.</summary>
    private static string? FileAbove(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                return folder;
        }
        return null;
    }
}
