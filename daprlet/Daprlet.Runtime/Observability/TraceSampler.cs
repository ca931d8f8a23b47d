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
        if (!TraceParent.TryParse(traceParent, out var parent))
            return share is null ? TraceContext.Unknown : Begin();
        return new TraceContext($"{(share is null ? parent : parent.Child())}", Normalized(traceState));
    }

    private TraceContext Begin()
    {
        var id = ActivityTraceId.CreateRandom();
        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        var sampled = (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 1) < share!.Value * (1UL << 63);
        return new TraceContext($"{TraceParent.Begin(id, sampled)}", "");
    }

    /// <summary>The members of a trace state without what stands between them; empty when one of them is none.</summary>
    private static string Normalized(string? state)
    {
        if (string.IsNullOrEmpty(state))
            return "";
        var members = state.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(member => StateMember().Match(member)).ToList();
        var isValid = members.Count <= MaxStateMembers && members.All(member => member.Success) && members.DistinctBy(member => member.Groups["key"].Value).Count() == members.Count;
        return isValid ? string.Join(',', members.Select(member => member.Groups["member"].Value)) : "";
    }

    [GeneratedRegex(@"^[ \t]*(?<member>(?<key>[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e])[ \t]*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex StateMember();
}
