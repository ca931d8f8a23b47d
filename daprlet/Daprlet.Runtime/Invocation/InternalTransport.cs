using System.Net;
using System.Text;
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
    public const string Failed = "failed";
    public const string NoApp = "no-app";

    private const int MaxFailureBytes = 64 * 1024;

    private static readonly HttpMessageInvoker Client = OutboundClient.Create(maxHeaderKiB: 1024);

    /// <summary>Sends a request to the app of another process's sidecar.</summary>
    /// <exception cref="InvocationException">That sidecar cannot be reached, or could not call its app.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Peer peer, string method, string query, CancellationToken cancellationToken)
    {
        var response = await ExchangeAsync(request, peer, method, query, cancellationToken);
        try
        {
            return await CheckAsync(response, cancellationToken);
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

    private static InvocationException Unavailable(Exception e) => new($"rpc error: code = Unavailable desc = {e.Message}", e) { IsUnavailable = true };

    private static async Task<HttpResponseMessage> CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var outcome = response.Headers.NonValidated.TryGetValues(OutcomeHeader, out var values) ? values.ToString() : null;
        response.Headers.Remove(OutcomeHeader);
        if (outcome == AppAnswered)
            return response;
        using (response)
        {
            throw outcome is Failed or NoApp
                ? new InvocationException(await TextAsync(response.Content, cancellationToken)) { IsAppAbsent = outcome == NoApp }
                : new InvocationException($"rpc error: code = Unauthenticated desc = the sidecar at {response.RequestMessage!.RequestUri!.Authority} does not take calls from here") { IsUnavailable = response.StatusCode == HttpStatusCode.Unauthorized };
        }
    }

    private static async Task<string> TextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(MaxFailureBytes, cancellationToken);
        return Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(cancellationToken));
    }
}
