using Daprlet.Files;

namespace Daprlet.Components.Bindings.LocalStorage;

/// <summary>The folder that a <c>bindings.localstorage</c> component may use.</summary>
internal static class StorageRoot
{
    /// <summary>Where no component has any business (Dapr: the same list).</summary>
    private static readonly string[] Disallowed = ["/proc", "/sys", "/boot", "/var/run/secrets"];

    /// <summary>The folder without links in its path; it is created if it is not there.</summary>
    /// <exception cref="ComponentException">The path is missing, is no folder, or lies where it must not.</exception>
    public static string Open(ComponentContext context)
    {
        var given = context.Metadata.Get("rootPath") ?? throw new ComponentException("property rootPath must not be empty");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given, context.WorkingDirectory));
        try
        {
            var root = RootedPath.Resolve(Path.GetPathRoot(path)!, path);
            if (IsDisallowed(path) || IsDisallowed(root))
                throw new ComponentException("property rootPath points to a disallowed location");
            if (File.Exists(root))
                throw new ComponentException("property rootPath represents a file and not a directory");
            OwnerOnly.CreateFolder(root);
            return root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"unable to create directory specified by 'rootPath' {path}: {e.Message}", e);
        }
    }

    private static bool IsDisallowed(string path) =>
        Disallowed.Any(folder => path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}
