using Daprlet.Actors.Configuration;
using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Streams;

/// <summary>Where apps open streams to host actors on (SubscribeActorEventsAlpha1). A stream lasts until either side ends it; then the app hosts nothing on it any more.</summary>
internal sealed partial class ActorStreamGrpcService(IActorStreamHosting hosting, ILogger logger)
{
    /// <exception cref="RpcException">The app cannot host actors on a stream, or has not said which.</exception>
    public async Task SubscribeAsync(IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> answers, IServerStreamWriter<SubscribeActorEventsResponseAlpha1> requests, ServerCallContext context)
    {
        if (!hosting.TakesStreams)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "actor callback streaming requires a gRPC app channel"));
        if (!await MoveNextAsync(answers, EndOf(hosting.Stopping), context.CancellationToken))
            throw new RpcException(new Status(StatusCode.Unknown, "EOF"));
        if (answers.Current.InitialRequest is not { } registration)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "first message must be SubscribeActorEventsRequestInitialAlpha1"));
        using var stream = new ActorStream(requests, HostedTypes.From(ActorStreamConfiguration.Of(registration), logger));
        try
        {
            await hosting.AddAsync(stream);
            LogOpened(logger, stream.Types.Keys);
            await stream.ConfirmAsync();
            await ReadAsync(answers, stream, context.CancellationToken);
        }
        catch (Exception e) when ((context.CancellationToken.IsCancellationRequested || stream.Closed.IsCancellationRequested) && e is ActorStreamException or IOException or OperationCanceledException)
        {
            // the app has gone, or the sidecar stops
        }
        finally
        {
            stream.Close();
            if (!await stream.FlushAsync())
                context.GetHttpContext().Abort();
            await hosting.RemoveAsync(stream);
            LogClosed(logger, stream.Types.Keys);
        }
    }

    /// <summary>Takes answers until the app has no more, or the sidecar closes the stream.</summary>
    private async Task ReadAsync(IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> answers, ActorStream stream, CancellationToken cancellationToken)
    {
        var closed = EndOf(stream.Closed);
        while (await MoveNextAsync(answers, closed, cancellationToken))
        {
            if (!stream.Deliver(answers.Current))
                LogNotExpected(logger, answers.Current.RequestTypeCase);
        }
    }

    /// <summary>The reader cannot be told to stop without the call being broken off, so it is left behind.</summary>
    /// <param name="end">Ends the waiting.</param>
    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> answers, Task end, CancellationToken cancellationToken)
    {
        var next = answers.MoveNext(cancellationToken);
        await Task.WhenAny(next, end);
        return next.IsCompleted && await next;
    }

    /// <summary>Completes when a token is cancelled.</summary>
    private static Task EndOf(CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, token);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The app hosts actors on a stream: {Types}")]
    private static partial void LogOpened(ILogger logger, IEnumerable<string> types);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A stream on which the app hosted actors has ended: {Types}")]
    private static partial void LogClosed(ILogger logger, IEnumerable<string> types);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app answered what it was not asked, or what is not waited for any more: {Kind}")]
    private static partial void LogNotExpected(ILogger logger, SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase kind);
}
