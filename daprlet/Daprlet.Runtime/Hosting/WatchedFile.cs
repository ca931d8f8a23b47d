using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>A resource or Configuration file of a sidecar, with what tells whether it has changed; of a link, that of the file that it leads to.</summary>
internal readonly record struct WatchedFile(string Path, DateTime Written, long Length)
{
    /// <summary>Those that there are now, by their paths.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static IReadOnlyList<WatchedFile> Look(SidecarOptions options) =>
        [.. options.ResourcesPaths.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Where(file => ResourceFolder.IsResourceFile(file.Name))
            .Concat(options.ConfigFiles.Select(file => new FileInfo(file)).Where(file => file.Exists))
            .Select(Of).OrderBy(file => file.Path, StringComparer.Ordinal)];

    private static WatchedFile Of(FileInfo file)
    {
        var target = Target(file) ?? file;
        return new WatchedFile(file.FullName, target.LastWriteTimeUtc, target.Length);
    }

    /// <summary>Null where the file is no link, or one that leads nowhere or in a circle.</summary>
    private static FileInfo? Target(FileInfo file)
    {
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
