using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Components.Sqlite;

/// <summary>
/// Where a database is and how it is opened: Dapr's connection strings for SQLite, which are a path, a <c>file:</c> URI or <c>:memory:</c>,
/// each with an optional query of SQLite's own parameters and of <c>_pragma</c>.
/// </summary>
public sealed record SqliteLocation
{
    private static readonly string[] ForbiddenPragmas = ["busy_timeout", "journal_mode", "foreign_keys"];

    private SqliteLocation()
    {
    }

    /// <summary>What SQLite opens: an absolute <c>file:</c> URI.</summary>
    public required string Uri { get; init; }

    /// <summary>The file that is made if it is not there; null where none is.</summary>
    public string? FileToCreate { get; init; }

    /// <summary>Whether the database lives in memory only, as long as a connection to it is open.</summary>
    public required bool IsInMemory { get; init; }

    /// <summary>Whether nothing can be written.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>What every connection starts with.</summary>
    public required IReadOnlyList<string> Pragmas { get; init; }

    /// <summary>How long a connection waits for another process that writes.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A file in which a commit survives a power cut; readers and the writer do not wait for each other.</summary>
    /// <param name="path">A full path, nothing in it is escaped.</param>
    public static SqliteLocation ForFile(string path) => new()
    {
        Uri = FileUri(path, []),
        FileToCreate = path,
        IsInMemory = false,
        IsReadOnly = false,
        Pragmas = DurablePragmas("WAL"),
        BusyTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>A database in memory.</summary>
    /// <param name="scope">Databases of one scope are one database.</param>
    public static SqliteLocation InMemory(string scope) => new() { Uri = MemoryUri(scope), IsInMemory = true, IsReadOnly = false, Pragmas = [] };

    /// <summary>Reads a connection string.</summary>
    /// <param name="workingDirectory">Where a relative path starts.</param>
    /// <param name="memoryScope">Databases in memory of one scope are one database (Dapr: those of a sidecar).</param>
    /// <param name="useWal">Whether readers and the writer are not to wait for each other (SQLite, write-ahead log).</param>
    /// <exception cref="ComponentException">The text asks for what it must not.</exception>
    public static SqliteLocation Parse(string connectionString, string workingDirectory, string memoryScope, bool useWal)
    {
        var (target, query) = Split(connectionString);
        var isInMemory = target.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) || target.StartsWith("file::memory:", StringComparison.OrdinalIgnoreCase);
        var isReadOnly = query.GetValueOrDefault("mode").FirstOrDefault() == "ro" || query.GetValueOrDefault("immutable").FirstOrDefault() == "1";
        var journal = isInMemory ? "MEMORY" : useWal && !isReadOnly ? "WAL" : "DELETE";
        var path = isInMemory ? null : AbsolutePath(target, workingDirectory);
        return new SqliteLocation
        {
            Uri = path is null ? MemoryUri(memoryScope) : FileUri(path, query),
            FileToCreate = isReadOnly || query.GetValueOrDefault("mode").FirstOrDefault() is "rw" or "memory" ? null : path,
            IsInMemory = isInMemory,
            IsReadOnly = isReadOnly,
            Pragmas = [.. isReadOnly ? [] : DurablePragmas(journal), .. GivenPragmas(query)],
        };
    }

    private static string MemoryUri(string scope) => $"file:daprlet-{scope}?mode=memory&cache=shared";

    private static IReadOnlyList<string> DurablePragmas(string journal) => [$"PRAGMA journal_mode={journal}", "PRAGMA synchronous=FULL"];

    private static (string Target, Dictionary<string, StringValues> Query) Split(string connectionString)
    {
        var mark = connectionString.IndexOf('?', StringComparison.Ordinal);
        return mark <= 0 ? (connectionString, []) : (connectionString[..mark], QueryHelpers.ParseQuery(connectionString[mark..]));
    }

    private static IEnumerable<string> GivenPragmas(Dictionary<string, StringValues> query)
    {
        foreach (var pragma in query.GetValueOrDefault("_pragma"))
        {
            if (ForbiddenPragmas.FirstOrDefault(name => pragma!.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } forbidden)
                throw new ComponentException($"found forbidden option '_pragma={forbidden}' in the connection string");
            if (!pragma!.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '=' or '(' or ')' or '-' or '.'))
                throw new ComponentException("found an option '_pragma' in the connection string that is not a name with a value");
            yield return $"PRAGMA {pragma}";
        }
    }

    /// <summary>Dapr turns a plain path into a URI too, so both forms mean the same file: escapes are resolved, a fragment is cut off.</summary>
    private static string AbsolutePath(string target, string workingDirectory)
    {
        var path = target.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? target["file:".Length..] : target;
        if (path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase))
            path = path["//localhost".Length..];
        else if (path.StartsWith("///", StringComparison.Ordinal))
            path = path[2..];
        var fragment = path.IndexOf('#', StringComparison.Ordinal);
        return Path.GetFullPath(System.Uri.UnescapeDataString(fragment < 0 ? path : path[..fragment]), workingDirectory);
    }

    private static string FileUri(string path, Dictionary<string, StringValues> query)
    {
        var escaped = string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(System.Uri.EscapeDataString));
        var uri = escaped.StartsWith('/') ? $"file:{escaped}" : $"file:///{escaped.Replace("%3A", ":", StringComparison.Ordinal)}";
        var options = query.Where(option => !option.Key.StartsWith('_')).Select(option => $"{System.Uri.EscapeDataString(option.Key)}={System.Uri.EscapeDataString(option.Value[0] ?? "")}");
        return string.Join('&', options) is { Length: > 0 } text ? $"{uri}?{text}" : uri;
    }
}
