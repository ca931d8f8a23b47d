namespace DaprShop.Contracts.Events;

/// <summary>What happens to accounts. No event holds an address: whoever may write to it asks Users.</summary>
public static class UserEvents
{
    /// <summary>The topic.</summary>
    public const string Topic = "shop.users";

    private const string EmailChangedType = "shop.user.email-changed.v1";

    /// <summary>The record for each CloudEvents <c>type</c>.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new Dictionary<string, Type> { [EmailChangedType] = typeof(EmailChanged) };

    /// <summary>How the event is published; the same id for the same change.</summary>
    public static EventEnvelope Envelope(this EmailChanged happened) => new(Topic, EmailChangedType, $"{happened.ChangeId}", $"{happened.UserId}");
}

/// <summary>A user is changing the address of the account. Published before the change, so that none goes untold; it may not come after all.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ChangeId">The change, by which Users knows the former address.</param>
/// <param name="At">When it happened, UTC.</param>
public sealed record EmailChanged(Guid UserId, Guid ChangeId, DateTimeOffset At);
