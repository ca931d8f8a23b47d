using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Daprlet.Observability;

/// <summary>A W3C <c>traceparent</c>, read as daprd reads it: of versions above 00 the first four parts count, and it is written anew with version 00.</summary>
internal readonly record struct TraceParent(ActivityTraceId TraceId, ActivitySpanId SpanId, byte Flags)
{
    private const byte SampledFlag = 1;

    public bool IsSampled => (Flags & SampledFlag) != 0;

    public static bool TryParse([NotNullWhen(true)] string? text, out TraceParent parent)
    {
        parent = default;
        if (text?.Split('-') is not [{ Length: 2 } version, { Length: 32 } trace, { Length: 16 } span, { Length: >= 2 } flags, ..] parts)
            return false;
        if (!IsHex(version) || version.Equals("ff", StringComparison.OrdinalIgnoreCase) || (version == "00" && parts.Length != 4) || !IsHex(flags) || flags.Length % 2 != 0)
            return false;
        if (!IsLowerHexButZero(trace) || !IsLowerHexButZero(span))
            return false;
        parent = new TraceParent(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(span), byte.Parse(flags.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>A span of the same trace, with the same decision whether it is kept.</summary>
    public TraceParent Child() => this with { SpanId = ActivitySpanId.CreateRandom() };

    /// <summary>The first span of a new trace.</summary>
    public static TraceParent Begin(ActivityTraceId traceId, bool sampled) => new(traceId, ActivitySpanId.CreateRandom(), sampled ? SampledFlag : (byte)0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"00-{TraceId.ToHexString()}-{SpanId.ToHexString()}-{Flags:x2}");

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);

    private static bool IsLowerHexButZero(string text) => text.All(char.IsAsciiHexDigitLower) && text.Any(digit => digit != '0');
}
