using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Actors;

/// <summary>What the app gets when a reminder or a timer fires.</summary>
internal static class CallbackBody
{
    /// <summary>Dapr's Scheduler keeps due time and period to itself.</summary>
    /// <param name="data">JSON; null for none.</param>
    public static byte[] ForReminder(ReadOnlyMemory<byte>? data) => Write(null, data, "", "");

    /// <param name="data">JSON; null for none.</param>
    public static byte[] ForTimer(string callback, ReadOnlyMemory<byte>? data, string dueTime, string period) => Write(callback, data, dueTime, period);

    private static byte[] Write(string? callback, ReadOnlyMemory<byte>? data, string dueTime, string period)
    {
        using var output = new ByteBuffer(256);
        output.Write((byte)'{');
        if (callback is not null)
            WriteText(output, "\"callback\":"u8, callback);
        if (data is { } json)
        {
            output.Write("\"data\":"u8);
            output.Write(json.Span);
            output.Write((byte)',');
        }
        WriteText(output, "\"dueTime\":"u8, dueTime);
        WriteText(output, "\"period\":"u8, period);
        output.Truncate(output.Length - 1);
        output.Write((byte)'}');
        return output.Span.ToArray();
    }

    private static void WriteText(ByteBuffer output, ReadOnlySpan<byte> name, string text)
    {
        output.Write(name);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(text));
        output.Write((byte)',');
    }
}
