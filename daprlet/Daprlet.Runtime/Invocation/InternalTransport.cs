using System.Net;
using System.Text;
using Daprlet.Grpc.Internal.V1;
using Daprlet.Http;
using Daprlet.NameResolution;

namespace Daprlet.Invocation;

/// <summary>
/// How the sidecars of different processes talk: HTTP on the callee's internal port, which listens on the loopback address and answers only
/// to those who know its secret from the register (see <see cref="Peer"/>). This is the calling side; <see cref="InternalEndpoint"/> is the other.
/// The method travels as the path with every byte escaped that has a meaning in URLs, so that it arrives as it was.
/// </summary>
internal static class InternalTransport
{
    public const string SecretHeader = "daprlet-secret";

    /// <summary>In requests: that an actor is called, not the app as such.</summary>
    public const string ActorHeader = "daprlet-actor";

    /// <summary>In answers: whether it is the app's or the sidecar's own.</summary>
    public const string OutcomeHeader = "daprlet-outcome";

    public const string AppAnswered = "app";
    public const string GrpcAppAnswered = "grpc-app";
    public const string Failed = "failed";
    public const string NoApp = "no-app";

    private const int MaxFailureBytes = 64 * 1024;

    private static readonly HttpMessageInvoker Client = OutboundClient.Create(maxHeaderKiB: 1024);

    private static readonly HttpMessageInvoker GrpcClient = OutboundClient.Create(maxHeaderKiB: 1024, keepAlive: TimeSpan.FromSeconds(10));

    /// <summary>Sends a call to the app of another process's sidecar.</summary>
    /// <exception cref="InvocationException">That sidecar cannot be reached, or could not call its app.</exception>
    public static async Task<CalleeResponse> InvokeAsync(InvocationCall call, Peer peer)
    {
        var response = await ExchangeAsync(InternalCall.Write(call), peer, call.Method, call.Query, call.Aborted);
        try
        {
            return await ReadAsync(response, call.Aborted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Sends a request to the sidecar of another process, and leaves it to the caller what the answer means.</summary>
    /// <exception cref="InvocationException">That sidecar cannot be reached.</exception>
    public static async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, Peer peer, string method, string query, CancellationToken cancellationToken)
    {
        request.RequestUri = TargetUrl.Of($"http://{peer.Address}", "/" + MethodPath.EscapeAll(method), query);
        request.Headers.TryAddWithoutValidation(SecretHeader, peer.Secret);
        try
        {
            return await Client.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Passes a gRPC call on to the app of another process's sidecar, frame by frame.</summary>
    /// <param name="request">With a path for its address.</param>
    /// <param name="read">Reads the answer, body and trailers.</param>
    /// <exception cref="HttpRequestException">That sidecar or its app cannot be reached, or broke off.</exception>
    public static async Task<T> ForwardAsync<T>(HttpRequestMessage request, Peer peer, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(new Uri($"http://{peer.Address}/"), request.RequestUri!);
        request.Headers.TryAddWithoutValidation(SecretHeader, peer.Secret);
        using var answer = await GrpcClient.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized || answer.Headers.NonValidated.Contains(OutcomeHeader))
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"the sidecar at {peer.Address} does not take calls from here, or its app cannot be reached");
        return await read(answer);
    }

    private static InvocationException Unavailable(Exception e) => new($"rpc error: code = Unavailable desc = {e.Message}", e) { IsUnavailable = true };

    private static async Task<CalleeResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var outcome = response.Headers.NonValidated.TryGetValues(OutcomeHeader, out var values) ? values.ToString() : null;
        response.Headers.Remove(OutcomeHeader);
        if (outcome == AppAnswered)
            return new CalleeResponse(CalleeKind.Peer, response, response);
        using (response)
        {
            return outcome switch
            {
                GrpcAppAnswered => new CalleeResponse(CalleeKind.Peer, AppAnswer.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(cancellationToken))),
                Failed or NoApp => throw new InvocationException(await TextAsync(response.Content, cancellationToken)) { IsAppAbsent = outcome == NoApp },
                _ => throw new InvocationException($"rpc error: code = Unauthenticated desc = the sidecar at {response.RequestMessage!.RequestUri!.Authority} does not take calls from here") { IsUnavailable = response.StatusCode == HttpStatusCode.Unauthorized },
            };
        }
    }

    private static async Task<string> TextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(MaxFailureBytes, cancellationToken);
        return Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(cancellationToken));
    }
}
