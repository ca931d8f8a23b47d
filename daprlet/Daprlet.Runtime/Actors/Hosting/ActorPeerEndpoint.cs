using System.Globalization;
using Daprlet.Actors.Placement;
using Daprlet.Api;
using Daprlet.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Actors.Hosting;

/// <summary>What answers calls of this sidecar's actors from the sidecars of other processes (see <see cref="RemoteActors"/>). The caller has been checked.</summary>
internal sealed class ActorPeerEndpoint(IActorPeer actors)
{
    public async Task HandleAsync(HttpContext http)
    {
        var path = RequestTarget.PathOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var parts = (MethodPath.Decode(path) ?? path)[1..].Split('/', 3);
        if (parts.Length < 3)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var body = await ReadAsync(http.Request, http.RequestAborted);
        var actor = new ActorAddress(MethodPath.Text(parts[0]), MethodPath.Text(parts[1]));
        var call = new ActorCall(actor, parts[2], ForwardedRequest.HeadersOf(http.Request), body) { Query = http.Request.QueryString.Value ?? "", IsFromPeer = true };
        var result = await actors.InvokeAsync(call, http.RequestAborted);
        await (result.Failure is { } failure ? FailAsync(http.Response, failure) : AnswerAsync(http.Response, result.Answer!));
    }

    /// <summary>The caller's sidecar has held the body against its limit.</summary>
    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static async Task AnswerAsync(HttpResponse response, ActorAnswer answer)
    {
        ResponseRelay.CopyHeaders(answer.Headers, response);
        response.Headers[InternalTransport.OutcomeHeader] = InternalTransport.AppAnswered;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body);
    }

    private static Task FailAsync(HttpResponse response, ActorFailure failure)
    {
        response.StatusCode = StatusCodes.Status500InternalServerError;
        response.Headers[InternalTransport.OutcomeHeader] = InternalTransport.Failed;
        response.Headers[RemoteActors.KindHeader] = failure.Kind.ToString();
        response.Headers[RemoteActors.StatusHeader] = failure.Status.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsync(failure.Message);
    }
}
