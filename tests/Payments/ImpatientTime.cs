namespace DaprShop.Tests.Payments;

/// <summary>The system's clock, but that nobody waits through a pause of less than a second: those between two questions to the card processor.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < Patience ? TimeSpan.Zero : dueTime, period);
}
