using Daprlet.Components.PubSub;
using Daprlet.Resiliency;

namespace Daprlet.PubSub.Delivery;

/// <summary>The component's inbound resiliency around each delivery. What it answers in the end is what the broker acts on.</summary>
internal sealed class InboundPolicy(ResiliencyPolicies resiliency, string pubSub)
{
    /// <summary>Runs a delivery. It does not throw: nothing that a message brings about may end its subscription.</summary>
    /// <param name="cancellationToken">The delivery has no time left: there is no further attempt.</param>
    public async Task<DeliveryResult> RunAsync(Func<CancellationToken, Task<DeliveryResult>> attempt, CancellationToken cancellationToken)
    {
        var policy = resiliency.ForComponent(pubSub, ComponentKind.Pubsub, ComponentDirection.Inbound);
        try
        {
            return Final(await policy.RunAsync(token => AttemptAsync(attempt, token), cancellationToken, Judge), policy);
        }
        catch (PolicyTimeoutException e)
        {
            return Final(DeliveryResult.Failed(e.Message), policy);
        }
        catch (CircuitBreakerException e)
        {
            return DeliveryResult.Failed(e.Message);
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Failed("the delivery ended before the app answered");
        }
    }

    private static async Task<DeliveryResult> AttemptAsync(Func<CancellationToken, Task<DeliveryResult>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return DeliveryResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What was dropped is no failure.</summary>
    private static AttemptOutcome Judge(DeliveryResult result) => result.Outcome == DeliveryOutcome.Failed ? AttemptOutcome.Failed(result.Status) : AttemptOutcome.Success;

    /// <summary>Retries that are used up are the last word; without any, further attempts are left to the broker.</summary>
    private static DeliveryResult Final(DeliveryResult result, Policy policy) =>
        result.Outcome == DeliveryOutcome.Failed && policy.HasRetries ? result with { Outcome = DeliveryOutcome.Exhausted } : result;
}
