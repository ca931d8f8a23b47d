using Dapr.Client;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.ServiceDefaults.Hosting;

/// <summary>Whether the sidecar and its components are there. Anybody may ask a gateway that, so the sidecar is asked once a second at most.</summary>
internal sealed class SidecarReadiness(DaprClient dapr, TimeProvider time)
{
    // Below the time limit of a probe, so that the reason arrives.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private readonly SharedAnswer<bool> _answer = new(() => AskAsync(dapr), _ => Validity, time);

    /// <summary>Whether they are, or were within the last second.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => _answer.GetAsync(cancellationToken);

    private static async Task<bool> AskAsync(DaprClient dapr)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await dapr.CheckOutboundHealthAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false; // a sidecar that does not answer in time is as good as none
        }
    }
}
