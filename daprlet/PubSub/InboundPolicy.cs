namespace Daprlet.PubSub;

/// <summary>
/// The component's inbound resiliency around each delivery: it may repeat the attempt, limit its time or refuse it. What it answers in
/// the end is what the broker acts on.
/// </summary>
internal delegate Task<DeliveryResult> InboundPolicy(Func<CancellationToken, Task<DeliveryResult>> attempt, CancellationToken cancellationToken);
