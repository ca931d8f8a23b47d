namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>When a message whose delivery failed is delivered again.</summary>
/// <param name="InitialDelay">Before the second delivery; doubles with each one.</param>
/// <param name="MaxDelay">The delay grows no further.</param>
/// <param name="MaxDeliveries">After so many the message goes to the dead letter topic; without such a topic it is delivered on and on.</param>
internal sealed record RedeliveryOptions(TimeSpan InitialDelay, TimeSpan MaxDelay, int MaxDeliveries)
{
    /// <exception cref="ComponentException">A value is none, or makes no sense.</exception>
    public static RedeliveryOptions From(ComponentMetadata metadata)
    {
        var options = new RedeliveryOptions(
            metadata.GetDuration("initialRedeliveryDelay", TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1)),
            metadata.GetDuration("maxRedeliveryDelay", TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1)),
            metadata.GetInt("maxDeliveries", 10));
        if (options.InitialDelay <= TimeSpan.Zero || options.MaxDelay < options.InitialDelay)
            throw new ComponentException("metadata initialRedeliveryDelay must be above zero and at most maxRedeliveryDelay");
        return options.MaxDeliveries > 0 ? options : throw new ComponentException("metadata maxDeliveries must be above zero");
    }

    /// <summary>How long to wait after a failed delivery.</summary>
    /// <param name="deliveries">How many there were, from 1.</param>
    public TimeSpan DelayAfter(int deliveries)
    {
        var doublings = Math.Min(deliveries - 1, 30);
        return MaxDelay / (1L << doublings) <= InitialDelay ? MaxDelay : InitialDelay * (1L << doublings);
    }
}
