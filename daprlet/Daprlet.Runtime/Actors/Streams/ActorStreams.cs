using System.Collections.Immutable;
using Daprlet.Actors.Configuration;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Request = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1;
using Response = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsRequestAlpha1;

namespace Daprlet.Actors.Streams;

/// <summary>
/// An app that hosts actors on streams that it has opened. Several can be open at once, as while an app is replaced: calls go to the newest
/// that hosts the type, and older ones answer what they have begun.
/// </summary>
internal sealed partial class ActorStreams(ILogger logger) : IActorApp
{
    private ImmutableList<ActorStream> _streams = [];

    /// <summary>What all of them host; of a type that several host the newest one's settings count.</summary>
    public IReadOnlyDictionary<string, ActorTypeSettings> Types
    {
        get
        {
            var types = new Dictionary<string, ActorTypeSettings>(StringComparer.Ordinal);
            foreach (var (type, settings) in _streams.SelectMany(stream => stream.Types))
                types[type] = settings;
            return types;
        }
    }

    public bool IsEmpty => _streams.IsEmpty;

    public void Add(ActorStream stream) => ImmutableInterlocked.Update(ref _streams, streams => streams.Add(stream));

    public void Remove(ActorStream stream) => ImmutableInterlocked.Update(ref _streams, streams => streams.Remove(stream));

    /// <summary>Closes all.</summary>
    public void Close() => _streams.ForEach(stream => stream.Close());

    public async Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken interruption)
    {
        try
        {
            return ActorStreamMessages.ToResult(await SendAsync(call.Actor.Type, id => ActorStreamMessages.Invoke(id, call), interruption), call);
        }
        catch (Exception e) when (e is ActorStreamException or RpcException)
        {
            return new ActorFailure(ActorFailureKind.App, Reason(e));
        }
    }

    public async Task<CallbackResult> CallbackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption)
    {
        try
        {
            return ActorStreamMessages.ToResult(await SendAsync(callback.Actor.Type, id => ActorStreamMessages.Callback(id, callback, reentrancyId), interruption), callback);
        }
        catch (Exception e) when (e is ActorStreamException or RpcException)
        {
            return new CallbackResult(CallbackOutcome.Failed, Error: Reason(e));
        }
    }

    public async Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken)
    {
        if (Find(actor.Type) is not { } stream)
            return;
        try
        {
            await stream.SendAsync(id => ActorStreamMessages.Deactivate(id, actor), cancellationToken);
        }
        catch (Exception e) when (e is ActorStreamException or RpcException or OperationCanceledException)
        {
            LogNotDeactivated(logger, actor, Reason(e));
        }
    }

    private Task<Response> SendAsync(string type, Func<string, Request> request, CancellationToken cancellationToken) =>
        (Find(type) ?? throw ActorStreamException.NotConnected()).SendAsync(request, cancellationToken);

    private ActorStream? Find(string type) => _streams.FindLast(stream => stream.Types.ContainsKey(type) && !stream.Closed.IsCancellationRequested);

    private static string Reason(Exception e) => e is RpcException rpc ? rpc.Status.Detail : e.Message;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app did not deactivate actor {Actor}: {Cause}")]
    private static partial void LogNotDeactivated(ILogger logger, ActorAddress actor, string cause);
}
