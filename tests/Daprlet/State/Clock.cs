namespace DaprShop.Tests.Daprlet.State;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, 500, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
