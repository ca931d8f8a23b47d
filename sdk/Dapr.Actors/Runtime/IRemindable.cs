#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>An actor that has reminders. The sidecar's call is ignored without this interface.</summary>
public interface IRemindable
{
    /// <summary>A reminder fired. If this throws, the sidecar fires it again.</summary>
    /// <param name="state">What was given at registration; empty if nothing was.</param>
    /// <param name="dueTime">As registered, or -1 ms if the sidecar does not say.</param>
    /// <param name="period">As registered, or -1 ms if the sidecar does not say.</param>
    Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period);
}
