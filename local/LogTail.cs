namespace DaprShop.Local;

/// <summary>The end of a log file that is still being written.</summary>
internal static class LogTail
{
    private const int MaxBytes = 8 * 1024;

    /// <summary>The last lines, at most that many.</summary>
    public static IReadOnlyList<string> Read(string path, int lines)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(MaxBytes, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
    }
}
