namespace DaprShop.Notifications;

/// <summary>The Dapr components of this service, the app that it calls, and its limits; section <c>Notifications</c> of the configuration.</summary>
public sealed class NotificationsOptions
{
    /// <summary>The state component that holds the inboxes.</summary>
    public string StateStore { get; init; } = "notifications-state";

    /// <summary>The output binding that sends mails.</summary>
    public string MailBinding { get; init; } = "mail";

    /// <summary>The app id of Users.</summary>
    public string UsersApp { get; init; } = "users";

    /// <summary>How often a stream looks whether its inbox has changed.</summary>
    public TimeSpan StreamPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stream is silent at most.</summary>
    public TimeSpan StreamHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a stream goes on; its client comes back, with an access token that is still good.</summary>
    public TimeSpan StreamDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most streams of a user at an instance.</summary>
    public int StreamsPerUser { get; init; } = 5;

    /// <summary>The most streams at an instance.</summary>
    public int Streams { get; init; } = 1000;
}
