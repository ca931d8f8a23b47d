using System.Globalization;
using System.Text;
using Daprlet.Actors.Hosting;
using Daprlet.Invocation;
using Daprlet.NameResolution;

namespace Daprlet.Actors.Placement;

/// <summary>The actors of a sidecar in another process, called through its internal port; <see cref="ActorPeerEndpoint"/> is the other end.</summary>
internal sealed class RemoteActors(Peer peer) : IActorPeer
{
    /// <summary>In a failure: its <see cref="ActorFailureKind"/>.</summary>
    public const string KindHeader = "daprlet-failure";

    /// <summary>In a failure: the status that the app answered.</summary>
    public const string StatusHeader = "daprlet-status";

    public async Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        using var request = ActorMessage.Of(call);
        request.Headers.TryAddWithoutValidation(InternalTransport.ActorHeader, "call");
        var path = $"{MethodPath.Bytes(call.Actor.Type)}/{MethodPath.Bytes(call.Actor.Id)}/{call.Method}";
        try
        {
            using var response = await InternalTransport.ExchangeAsync(request, peer, path, call.Query, cancellationToken);
            return Read(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is InvocationException or HttpRequestException or IOException)
        {
            return new ActorFailure(ActorFailureKind.Unreachable, e.Message);
        }
    }

    private static ActorResult Read(HttpResponseMessage response, byte[] body)
    {
        var outcome = Header(response, InternalTransport.OutcomeHeader);
        if (outcome == InternalTransport.AppAnswered)
            return new ActorAnswer(ResponseRelay.HeadersOf(response), body);
        if (outcome == InternalTransport.Failed && Enum.TryParse<ActorFailureKind>(Header(response, KindHeader), out var kind))
            return new ActorFailure(kind, Encoding.UTF8.GetString(body), int.Parse(Header(response, StatusHeader), CultureInfo.InvariantCulture));
        return new ActorFailure(ActorFailureKind.Unreachable, $"rpc error: code = Unavailable desc = {response.RequestMessage!.RequestUri!.Authority} does not take calls from here");
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";
}
