using System.Text;

namespace Daprlet.Http;

/// <summary>Dapr's rules for paths: slashes and dots are cleaned on the escaped path, parameters are query-unescaped afterwards.</summary>
public static class UrlPath
{
    /// <summary>Collapses repeated slashes and resolves dot segments of an escaped path; a trailing slash goes (Go, path.Clean).</summary>
    public static string Clean(string path)
    {
        if (IsClean(path))
            return path;
        var segments = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            else if (segment != ".")
                segments.Add(segment);
        }
        return "/" + string.Join('/', segments);
    }

    /// <summary>Whether every percent sign begins an escape.</summary>
    public static bool HasValidEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return false;
        }
        return true;
    }

    private static bool IsClean(string path) =>
        path.StartsWith('/') && !(path.Length > 1 && path.EndsWith('/')) && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>Decodes percent escapes and turns <c>+</c> into a space (Go, url.QueryUnescape). False on a broken escape.</summary>
    public static bool TryQueryUnescape(string text, out string value)
    {
        value = text;
        if (text.AsSpan().IndexOfAny('%', '+') < 0)
            return true;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    return false;
                bytes[count++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(text[i] == '+' ? " " : text[i].ToString(), bytes.AsSpan(count));
            }
        }
        value = Encoding.UTF8.GetString(bytes, 0, count);
        return true;
    }
}
