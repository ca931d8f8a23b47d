using System.Text.Json;
using Daprlet.Components.Bindings;
using Daprlet.Json;

namespace Daprlet.Bindings;

/// <summary>
/// Reads the body of an output binding's request, <c>{"operation", "data", "metadata"}</c>, as daprd's Go code does: names in any letter
/// case, unknown ones passed over, null as if absent, whatever follows the first value passed over. The data is written anew by Go's rules.
/// </summary>
internal static class BindingRequestReader
{
    /// <exception cref="JsonException">The body is not what it should be.</exception>
    public static BindingRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, GoJson.ReaderOptions);
        var (operation, metadata) = ("", new Dictionary<string, string>());
        ReadOnlyMemory<byte> data = "null"u8.ToArray();
        JsonField.Next(ref reader);
        if (!JsonField.BeginObject(ref reader))
            return new BindingRequest(operation, data, metadata);
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "operation"u8))
                operation = JsonField.ReadString(ref reader) ?? operation;
            else if (JsonField.Is(ref reader, "metadata"u8))
                metadata = JsonField.ReadMap(ref reader, metadata) ?? [];
            else if (JsonField.Is(ref reader, "data"u8))
                data = ReadData(ref reader);
            else
                JsonField.Skip(ref reader);
        }
        return new BindingRequest(operation, data, metadata);
    }

    private static byte[] ReadData(ref Utf8JsonReader reader)
    {
        JsonField.Next(ref reader);
        using var buffer = new ByteBuffer(256);
        GoJson.Write(ref reader, buffer);
        return buffer.Span.ToArray();
    }
}
