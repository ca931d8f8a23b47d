#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>A reminder as it was registered.</summary>
public interface IActorReminder
{
    string Name { get; }

    /// <summary>From the registration to the first firing.</summary>
    TimeSpan DueTime { get; }

    /// <summary>Between firings; -1 ms if it fires once.</summary>
    TimeSpan Period { get; }

    /// <summary>What the actor is given each time.</summary>
    byte[] State { get; }
}
