using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>What the sidecar tells of a reminder.</summary>
internal sealed record ReminderInfo(byte[] Data, TimeSpan DueTime, TimeSpan Period)
{
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">A time is not of a form that Dapr has, or the data are not base64.</exception>
    public static ReminderInfo Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var reminder = document.RootElement;
        return new ReminderInfo(reminder.Bytes("data"), reminder.Time("dueTime"), reminder.Time("period"));
    }
}
