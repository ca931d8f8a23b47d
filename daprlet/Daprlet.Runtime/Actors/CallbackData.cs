using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Daprlet.Actors;

/// <summary>The data of reminders and timers: it is JSON wherever it is kept.</summary>
internal static class CallbackData
{
    /// <summary>Bytes from gRPC are kept as base64 in a JSON string; none are no data.</summary>
    public static ReadOnlyMemory<byte>? FromBytes(ByteString data) => data.IsEmpty ? (ReadOnlyMemory<byte>?)null : Encoding.ASCII.GetBytes($"\"{data.ToBase64()}\"");

    /// <summary>As gRPC shows it: a BytesValue that holds the JSON text.</summary>
    public static Any? ToAny(ReadOnlyMemory<byte>? json) => json is { } text ? Any.Pack(new BytesValue { Value = UnsafeByteOperations.UnsafeWrap(text) }) : null;
}
