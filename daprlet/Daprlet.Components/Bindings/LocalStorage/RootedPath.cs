namespace Daprlet.Components.Bindings.LocalStorage;

/// <summary>Paths beneath a root folder that nothing leads out of: neither dots, nor absolute paths, nor symbolic links.</summary>
internal static class RootedPath
{
    private const int MaxLinks = 255;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>
    /// The path that a name means when the root is taken for the root of the file system, as after a chroot; links on the way are resolved in
    /// the same sense. What does not exist is as good as what does.
    /// </summary>
    /// <param name="root">Absolute; no part of it is a link.</param>
    /// <exception cref="IOException">There are too many links, or one cannot be read.</exception>
    public static string Resolve(string root, string name)
    {
        var resolved = new List<string>();
        var rest = new Stack<string>(Parts(name));
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                resolved.RemoveRange(Math.Max(0, resolved.Count - 1), Math.Min(1, resolved.Count));
                continue;
            }
            resolved.Add(part);
            if (new FileInfo(Join(root, resolved)).LinkTarget is not { } target)
                continue;
            if (++links > MaxLinks)
                throw new IOException("too many levels of symbolic links");
            resolved.RemoveAt(resolved.Count - 1);
            if (Path.IsPathRooted(target))
                resolved.Clear();
            foreach (var step in Parts(target))
                rest.Push(step);
        }
        return Join(root, resolved);
    }

    /// <summary>The steps of a path, the last one first; the drive of a Windows path is none of them.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path[(Path.GetPathRoot(path) ?? "").Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse();

    private static string Join(string root, List<string> parts) => parts.Count == 0 ? root : Path.Combine(root, Path.Combine([.. parts]));
}
