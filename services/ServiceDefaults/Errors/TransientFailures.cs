using Dapr;
using Grpc.Core;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>Failures that work in the background outlasts.</summary>
public static class TransientFailures
{
    /// <summary>Whether the sidecar, or what stands behind it, may answer when it is asked again.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="stoppingToken">Ends the work: an operation that it has cancelled is no failure.</param>
    public static bool IsTransient(this Exception exception, CancellationToken stoppingToken) =>
        exception is DaprException or RpcException or HttpRequestException or ServiceUnavailableException
        || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested);
}
