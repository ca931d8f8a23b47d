using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Actors;

/// <summary>What an app gets over HTTP when a reminder or a timer is due.</summary>
internal static class CallbackBody
{
    public static byte[] Of(ActorCallback callback)
    {
        var timer = callback as DueTimer;
        using var output = new ByteBuffer(256);
        output.Write((byte)'{');
        if (timer is not null)
            WriteText(output, "\"callback\":"u8, timer.Callback);
        if (callback.Data is { } json)
        {
            output.Write("\"data\":"u8);
            output.Write(json.Span);
            output.Write((byte)',');
        }
        WriteText(output, "\"dueTime\":"u8, timer?.DueTime ?? "");
        WriteText(output, "\"period\":"u8, timer?.Period ?? "");
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
