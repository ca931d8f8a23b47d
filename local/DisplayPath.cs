namespace DaprShop.Local;

/// <summary>Paths as people read them.</summary>
internal static class DisplayPath
{
    /// <summary>Relative to the current folder where the path lies in it, else as it is.</summary>
    public static string Of(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
