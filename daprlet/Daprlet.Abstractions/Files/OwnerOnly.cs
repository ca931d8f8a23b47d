namespace Daprlet.Files;

/// <summary>
/// Files and folders that only their owner may read, whatever the umask says. On Windows they have the rights of the folder that they are in, which below a
/// user's profile are the user's.
/// </summary>
public static class OwnerOnly
{
    private const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderRights = FileRights | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Creates a folder; one that is there keeps its rights.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FolderRights);
    }

    /// <summary>Creates an empty file unless there is one, which keeps its rights; what SQLite puts beside a database gets the same rights.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static void CreateFile(string path)
    {
        if (!File.Exists(path))
            Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
    }

    /// <summary>Opens a file; if that creates it, only its owner may read it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileRights;
        return new FileStream(path, options);
    }

    /// <summary>Takes away from others what rights they have to a file or folder.</summary>
    /// <returns>False if that is not allowed: it is somebody else's.</returns>
    public static bool TryRestrict(string path)
    {
        if (OperatingSystem.IsWindows())
            return true;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~FolderRights) != 0)
                File.SetUnixFileMode(path, mode & FolderRights);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether others may put files into a folder, or take some out.</summary>
    public static bool IsOpenToOthers(string folder) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & OthersWrite) != 0;
}
