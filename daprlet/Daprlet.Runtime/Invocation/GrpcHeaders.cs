using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;
using Daprlet.Apps;
using Daprlet.Grpc.Internal.V1;
using Daprlet.GrpcApi;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Invocation;

/// <summary>Which headers are gRPC metadata, and under which name (Dapr's and Go's rules).</summary>
internal static class GrpcHeaders
{
    private const string BinarySuffix = "-bin";

    /// <summary>What gRPC's transport writes itself; metadata cannot have these names. The host is among them as the authority.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        ["content-type", "grpc-encoding", "grpc-message", "grpc-message-type", "grpc-status", "grpc-status-details-bin", "grpc-timeout", "host", "te"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What is written by rules of its own, or belongs to one hop.</summary>
    private static readonly FrozenSet<string> Own = FrozenSet.ToFrozenSet(
        ["destination-app-id", GrpcTrace.Header, "traceparent", "tracestate", "transfer-encoding", "trailer", "user-agent"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Permanent headers of HTTP (IANA): as metadata they get Dapr's prefix.</summary>
    private static readonly FrozenSet<string> Permanent = FrozenSet.ToFrozenSet(
        [
            "accept", "accept-charset", "accept-language", "accept-ranges", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
            "cache-control", "content-type", "content-length", "cookie", "date", "expect", "from", "if-match", "if-modified-since", "if-none-match",
            "if-schedule-tag-match", "if-unmodified-since", "max-forwards", "origin", "pragma", "referer", "via", "warning",
        ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header of a gRPC call is none of its metadata.</summary>
    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    /// <summary>Adds the headers of an HTTP message, but for those that are written by rules of their own.</summary>
    public static void AddHttp(CallMetadata metadata, string name, string value)
    {
        if (Permanent.Contains(name) && !Own.Contains(name))
            Add(metadata, "dapr-" + name, value);
        else
            AddGrpc(metadata, name, value);
    }

    /// <summary>Adds a header of a gRPC call; one that is not metadata is left out.</summary>
    public static void AddGrpc(CallMetadata metadata, string name, string value)
    {
        if (!IsReserved(name) && !Own.Contains(name) && !name.StartsWith(HeaderRules.OwnPrefix, StringComparison.OrdinalIgnoreCase))
            Add(metadata, name, value);
    }

    /// <summary>Adds an entry of an app's answer.</summary>
    public static void Add(CallMetadata metadata, MetadataEntry entry)
    {
        if (IsReserved(entry.Name) || Own.Contains(entry.Name) || entry.Name.StartsWith(HeaderRules.OwnPrefix, StringComparison.Ordinal))
            return;
        if (entry.Name.EndsWith(BinarySuffix, StringComparison.Ordinal))
            metadata.Add(entry.Name, entry.Value.ToByteArray());
        else
            metadata.Add(entry.Name, entry.Text());
    }

    private static void Add(CallMetadata metadata, string name, string value)
    {
        if (!IsValidName(name))
            return;
        if (!name.EndsWith(BinarySuffix, StringComparison.OrdinalIgnoreCase))
            metadata.Add(name, value);
        else if (Decode(value) is { } bytes)
            metadata.Add(name, bytes);
    }

    /// <summary>Base64, padded or not; null for anything else.</summary>
    private static byte[]? Decode(string value)
    {
        var padded = value.Length % 4 is > 0 and var rest ? value + new string('=', 4 - rest) : value;
        return Base64.IsValid(Encoding.Latin1.GetBytes(padded)) ? Convert.FromBase64String(padded) : null;
    }

    private static bool IsValidName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
