using Daprlet.Components.PubSub;
using Daprlet.Resiliency;

namespace Daprlet.PubSub;

/// <summary>The component's inbound resiliency around each delivery. What it answers in the end is what the broker acts on.</summary>
internal sealed class InboundPolicy(ResiliencyPolicies resiliency, string pubSub)
{
    private readonly Policy _policy = resiliency.ForComponent(pubSub, ComponentKind.Pubsub, ComponentDirection.Inbound);

    public async Task<DeliveryResult> RunAsync(Func<CancellationToken, Task<DeliveryResult>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return Final(await _policy.RunAsync(attempt, cancellationToken, Judge));
        }
        catch (PolicyTimeoutException e)
        {
            return Final(DeliveryResult.Failed(e.Message));
        }
        catch (CircuitBreakerException e)
        {
            return DeliveryResult.Failed(e.Message);
        }
    }

    /// <summary>What was dropped is no failure.</summary>
    private static AttemptOutcome Judge(DeliveryResult result) => result.Outcome == DeliveryOutcome.Failed ? AttemptOutcome.Failed(result.Status) : AttemptOutcome.Success;

    /// <summary>Retries that are used up are the last word; without any, further attempts are left to the broker.</summary>
    private DeliveryResult Final(DeliveryResult result) =>
        result.Outcome == DeliveryOutcome.Failed && _policy.HasRetries ? result with { Outcome = DeliveryOutcome.Exhausted } : result;
}
