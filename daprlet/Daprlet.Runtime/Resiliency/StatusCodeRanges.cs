using System.Globalization;

namespace Daprlet.Resiliency;

/// <summary>Status codes as a retry policy lists them, of one kind: HTTP or gRPC.</summary>
public sealed class StatusCodeRanges
{
    /// <summary>Codes that mean HTTP, wherever a code is not said to be of a kind.</summary>
    public static readonly (int First, int Last) Http = (100, 599);

    /// <summary>Codes that mean gRPC.</summary>
    public static readonly (int First, int Last) Grpc = (0, 16);

    /// <summary>What a policy without a list has: every code.</summary>
    public static readonly StatusCodeRanges All = new([(int.MinValue, int.MaxValue)]);

    private readonly IReadOnlyList<(int First, int Last)> _ranges;

    private StatusCodeRanges(IReadOnlyList<(int First, int Last)> ranges) => _ranges = ranges;

    /// <summary>Reads codes and ranges with commas between. Empty parts count for nothing, blanks are errors; an empty text means every code.</summary>
    /// <param name="valid">The codes that there are.</param>
    /// <exception cref="FormatException">A part is no code or range, or lies outside of what is valid.</exception>
    public static StatusCodeRanges Parse(string text, (int First, int Last) valid) => text.Length == 0
        ? All
        : new StatusCodeRanges([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => Range(part, valid))]);

    public bool Contain(int code) => _ranges.Any(range => code >= range.First && code <= range.Last);

    private static (int First, int Last) Range(string text, (int First, int Last) valid)
    {
        var ends = text.Split('-');
        if (ends.Length > 2)
            throw new FormatException($"invalid pattern {text}, more than one '-' exists");
        var range = (First: Code(ends[0], text, valid), Last: Code(ends[^1], text, valid));
        return range.Last >= range.First ? range : throw new FormatException($"invalid pattern {text}, start value should not be bigger than end value");
    }

    private static int Code(string text, string pattern, (int First, int Last) valid) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) && code >= valid.First && code <= valid.Last
            ? code
            : throw new FormatException($"invalid pattern {pattern}, code {text} is not one of {valid.First} to {valid.Last}");
}
