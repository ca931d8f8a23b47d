using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Daprlet.Observability;

/// <summary>
/// Decides which requests are traced (Configuration, <c>tracing.samplingRate</c>): a caller's decision counts, without one a share of the
/// traces. Without tracing a caller's context passes unchanged.
/// </summary>
internal sealed partial class TraceSampler(double? share)
{
    private const int MaxStateMembers = 32;

    /// <summary>Whether requests to the API are left alone: a rate of "0" takes even the propagation away.</summary>
    public bool IsOff { get; private init; }

    /// <param name="samplingRate">A share from "0" to "1"; empty means that contexts are passed on and no traces are made.</param>
    public static TraceSampler FromRate(string samplingRate)
    {
        if (!double.TryParse(samplingRate, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
            return new TraceSampler(null);
        return share > 0 ? new TraceSampler(Math.Min(share, 1)) : new TraceSampler(null) { IsOff = true };
    }

    /// <summary>The sidecar's own context for a request with these headers.</summary>
    public TraceContext Continue(string? traceParent, string? traceState)
    {
        if (string.IsNullOrEmpty(traceParent) || !ActivityContext.TryParse(traceParent, null, out var parent) || parent == default)
            return share is null ? TraceContext.Unknown : Begin();
        var state = IsValidState(traceState) ? traceState : "";
        return share is null ? new TraceContext(traceParent, state) : new TraceContext(Format(parent.TraceId, parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)), state);
    }

    private TraceContext Begin()
    {
        var id = ActivityTraceId.CreateRandom();
        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        var sampled = (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 1) < share!.Value * (1UL << 63);
        return new TraceContext(Format(id, sampled), "");
    }

    private static string Format(ActivityTraceId id, bool sampled) => $"00-{id.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-0{(sampled ? 1 : 0)}";

    private static bool IsValidState([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? state)
    {
        if (string.IsNullOrEmpty(state))
            return false;
        var members = state.Split(',', StringSplitOptions.TrimEntries);
        return members.Length <= MaxStateMembers && members.All(member => StateMember().IsMatch(member)) && members.DistinctBy(member => member[..member.IndexOf('=', StringComparison.Ordinal)]).Count() == members.Length;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$")]
    private static partial Regex StateMember();
}
