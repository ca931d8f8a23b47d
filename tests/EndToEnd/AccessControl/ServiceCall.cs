using System.Text.RegularExpressions;

namespace DaprShop.Tests.EndToEnd.AccessControl;

/// <summary>A call from one app to another.</summary>
internal sealed partial record ServiceCall(string Caller, string Callee, string Verb, string Path)
{
    /// <summary>The calls that the services of a run have answered so far, each once, as their logs tell.</summary>
    /// <param name="data">The data folder of the run.</param>
    public static IReadOnlySet<ServiceCall> AnsweredIn(string data) => Directory.GetFiles(System.IO.Path.Combine(data, "logs"))
        .Where(file => !file.Contains(".sidecar.", StringComparison.Ordinal))
        .SelectMany(file => Lines(file).Select(line => RequestLine().Match(line)).Where(match => match.Success && match.Groups["caller"].Value != "-")
            .Select(match => new ServiceCall(match.Groups["caller"].Value, System.IO.Path.GetFileName(file).Split('.')[0], match.Groups["verb"].Value, match.Groups["path"].Value)))
        .ToHashSet();

    // The services go on writing.
    private static IEnumerable<string> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    [GeneratedRegex(@"HTTP (?<verb>[A-Z]+) (?<path>/\S*) from (?<caller>\S+) responded \d+ in ")]
    private static partial Regex RequestLine();
}
