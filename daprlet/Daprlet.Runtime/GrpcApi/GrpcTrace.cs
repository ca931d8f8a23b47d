using System.Globalization;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.GrpcApi;

/// <summary>The trace context of gRPC calls: Dapr's is binary (OpenCensus, <c>grpc-trace-bin</c>), with the W3C's text headers beside it.</summary>
internal static class GrpcTrace
{
    /// <summary>The header of the binary context.</summary>
    public const string Header = "grpc-trace-bin";

    private const int Bytes = 29;
    private const int TraceIdAt = 2;
    private const int SpanIdAt = 19;
    private const int FlagsAt = 28;

    private static readonly string NoTrace = ToText(TraceContext.Unknown.TraceParent);

    /// <summary>Reads the call's trace context and baggage; what is wrong with the baggage, or null.</summary>
    public static string? Begin(HttpContext http, TraceSampler sampler)
    {
        if (sampler.IsOff)
        {
            TraceContext.Ignore(http);
            return null;
        }
        if (Baggage.Echo(http) is { } problem)
            return problem;
        var context = sampler.Continue(Parse(http.Request.Headers[Header].ToString()) ?? http.Request.Headers.TraceParent.ToString(), http.Request.Headers.TraceState.ToString());
        if (context.HasTrace)
            TraceContext.Set(http, context);
        return null;
    }

    /// <summary>Sets the trace context of the answer.</summary>
    public static void SetAnswer(HttpContext http)
    {
        var context = TraceContext.Of(http);
        if (!context.IsOff)
            http.Response.Headers[Header] = context.HasTrace ? ToText(context.TraceParent) : NoTrace;
    }

    /// <summary>Adds a trace context to the metadata of a call, as text and in the binary form, which one that makes no sense does not have.</summary>
    public static void AddTo(CallMetadata metadata, string traceParent, string? traceState)
    {
        metadata.Add("traceparent", traceParent);
        if (!string.IsNullOrEmpty(traceState))
            metadata.Add("tracestate", traceState);
        if (IsTraceParent(traceParent))
            metadata.Add(Header, ToBinary(traceParent));
    }

    /// <summary>Whether a text has the form of a <c>traceparent</c>.</summary>
    public static bool IsTraceParent(string text) =>
        text.Split('-') is [{ Length: 2 }, { Length: 32 } trace, { Length: 16 } span, { Length: 2 } flags] && (trace + span + flags).All(char.IsAsciiHexDigit);

    /// <summary>The binary form of a <c>traceparent</c>.</summary>
    public static byte[] ToBinary(string traceParent)
    {
        var parts = traceParent.Split('-');
        var bytes = new byte[Bytes];
        bytes[TraceIdAt - 1] = 0;
        Convert.FromHexString(parts[1]).CopyTo(bytes, TraceIdAt);
        bytes[SpanIdAt - 1] = 1;
        Convert.FromHexString(parts[2]).CopyTo(bytes, SpanIdAt);
        bytes[FlagsAt - 1] = 2;
        bytes[FlagsAt] = byte.Parse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return bytes;
    }

    /// <summary>The <c>traceparent</c> of a binary context in base64, padded or not; null when it is none.</summary>
    public static string? Parse(string base64)
    {
        Span<byte> bytes = stackalloc byte[Bytes + 1];
        if (base64.Length is 0 or > 2 * Bytes || !Convert.TryFromBase64String(Padded(base64), bytes, out var count) || count != Bytes)
            return null;
        if (bytes[0] != 0 || bytes[TraceIdAt - 1] != 0 || bytes[SpanIdAt - 1] != 1 || bytes[FlagsAt - 1] != 2)
            return null;
        return $"00-{Convert.ToHexStringLower(bytes.Slice(TraceIdAt, 16))}-{Convert.ToHexStringLower(bytes.Slice(SpanIdAt, 8))}-{bytes[FlagsAt]:x2}";
    }

    /// <summary>The binary form of a <c>traceparent</c> in base64 without padding.</summary>
    private static string ToText(string traceParent) => Convert.ToBase64String(ToBinary(traceParent)).TrimEnd('=');

    private static string Padded(string base64) => base64.TrimEnd('=') is var bare && bare.Length % 4 is > 0 and var rest ? bare + new string('=', 4 - rest) : base64;
}
