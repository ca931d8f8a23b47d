using Daprlet.Files;

namespace DaprShop.Local;

/// <summary>Files that only their owner may read, written as a whole or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Puts the content in the file's place, at once.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = OwnerOnly.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
