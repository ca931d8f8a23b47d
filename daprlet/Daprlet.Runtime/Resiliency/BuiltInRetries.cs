namespace Daprlet.Resiliency;

/// <summary>The retries that Dapr has without any resource. A resource may redefine them by their names, all but the protected one, and never with fewer than three.</summary>
public static class BuiltInRetries
{
    /// <summary>Calls to the sidecars of other apps that cannot be reached.</summary>
    public const string Service = "DaprBuiltInServiceRetries";

    /// <summary>Calls to the sidecars of other actor hosts that cannot be reached.</summary>
    public const string Actor = "DaprBuiltInActorRetries";

    /// <summary>Calls of reminders. As in Dapr there are none, unless a resource says so.</summary>
    public const string ActorReminder = "DaprBuiltInActorReminderRetries";

    /// <summary>An actor type that no host serves at the moment. Protected.</summary>
    public const string ActorNotFound = "DaprBuiltInActorNotFoundRetries";

    /// <summary>Asking the app for its subscriptions.</summary>
    public const string Initialization = "DaprBuiltInInitializationRetries";

    /// <summary>The fewest retries that a resource can redefine one of them with.</summary>
    internal const int Minimum = 3;

    internal static readonly IReadOnlyDictionary<string, RetryPolicy> All = new Dictionary<string, RetryPolicy>
    {
        [Service] = Constant(3),
        [Actor] = Constant(3),
        [ActorReminder] = new() { MaxRetries = 0 },
        [ActorNotFound] = Constant(5),
        [Initialization] = new() { IsExponential = true, MaxRetries = 3, MaxInterval = TimeSpan.FromSeconds(1), MaxElapsedTime = TimeSpan.FromSeconds(10) },
    };

    internal static bool IsProtected(string name) => name == ActorNotFound;

    private static RetryPolicy Constant(int maxRetries) => new() { Duration = TimeSpan.FromSeconds(1), MaxRetries = maxRetries };
}
