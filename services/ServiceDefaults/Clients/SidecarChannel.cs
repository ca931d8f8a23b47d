using Dapr.Client;
using Grpc.Net.Client;

namespace DaprShop.ServiceDefaults.Clients;

/// <summary>How <see cref="DaprClient"/> reaches the sidecar's building blocks over gRPC.</summary>
internal static class SidecarChannel
{
    /// <summary>
    /// The time limit of each call: more than the sidecar itself takes for three attempts of five seconds (<c>components/policies</c>), less than
    /// the time limit of a request, so that the caller hears what it is that does not answer.
    /// </summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    /// <param name="time">The clock of the time limit.</param>
    public static GrpcChannelOptions Options(TimeProvider time) => new()
    {
        DisposeHttpClient = true,
        ThrowOperationCanceledOnCancellation = true, // as DaprClient has it by itself
        HttpHandler = new CallTimeoutHandler(CallTimeout, time, new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            UseProxy = false,
        }),
    };
}
