using System.Globalization;

namespace DaprShop.ServiceDefaults.Clients;

/// <summary>
/// Bounds gRPC calls of Dapr's API, which have no time limit of their own: without one a sidecar that hangs would hold its caller for good.
/// The sidecar is told the limit too (gRPC over HTTP/2, <c>grpc-timeout</c>), and gives up by itself. The limit is for calls with one answer;
/// subscriptions, which go on for as long as both sides are there, pass without.
/// </summary>
/// <param name="timeout">The limit, in whole seconds.</param>
/// <param name="time">Its clock.</param>
/// <param name="inner">Sends the calls.</param>
internal sealed class CallTimeoutHandler(TimeSpan timeout, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string DaprApi = "/dapr.proto.runtime.v1.Dapr/";
    private const string Subscription = DaprApi + "SubscribeConfiguration";

    private readonly string _grpcTimeout = string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:0}S");

    /// <exception cref="HttpRequestException">There is no answer within the limit; whether the call did what was asked is unknown.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!HasOneAnswer(request.RequestUri!.AbsolutePath)) return await base.SendAsync(request, cancellationToken);

        request.Headers.Add("grpc-timeout", _grpcTimeout);
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            await ReadToEndAsync(response, either.Token);
            return response;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The sidecar did not answer within {timeout.TotalSeconds:0} seconds.", exception);
        }
    }

    // The SDK also asks what the sidecar can do, which is a stream.
    private static bool HasOneAnswer(string path) => path.StartsWith(DaprApi, StringComparison.Ordinal) && path != Subscription;

    // The limit counts to the end of the answer.
    private static async Task ReadToEndAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
