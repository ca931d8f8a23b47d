using System.Text;

namespace Daprlet.Processes;

/// <summary>Reads text line by line; a line that is too long is cut into several.</summary>
internal static class LineReader
{
    /// <summary>In characters.</summary>
    public const int MaxLine = 16 * 1024;

    /// <summary>Hands every line to <paramref name="onLine"/> until the text ends.</summary>
    public static async Task ReadAsync(TextReader reader, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        while (await ReadAsync(reader, buffer) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] != '\n')
                    line.Append(buffer[i]);
                if (buffer[i] == '\n' || line.Length == MaxLine)
                    Complete(line, onLine);
            }
        }
        if (line.Length > 0)
            Complete(line, onLine);
    }

    private static async ValueTask<int> ReadAsync(TextReader reader, Memory<char> buffer)
    {
        try
        {
            return await reader.ReadAsync(buffer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0; // the writer's end broke, or its process has been let go
        }
    }

    private static void Complete(StringBuilder line, Action<string> onLine)
    {
        if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        onLine(line.ToString());
        line.Clear();
    }
}
