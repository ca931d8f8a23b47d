using System.Collections.Concurrent;
using System.Globalization;
using Daprlet.Actors.Configuration;
using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;
using Request = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1;
using Response = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsRequestAlpha1;

namespace Daprlet.Actors.Streams;

/// <summary>
/// One stream of an app that hosts actors: requests go out with a number each, and the app answers them in any order. To gRPC the app is the
/// client, so that its answers are the requests of the call.
/// </summary>
internal sealed class ActorStream : IDisposable
{
    private static readonly TimeSpan LastWriteTimeout = TimeSpan.FromSeconds(5);

    private readonly IServerStreamWriter<Request> _writer;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Response>> _pending = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastId;

    public ActorStream(IServerStreamWriter<Request> writer, IReadOnlyDictionary<string, ActorTypeSettings> types)
    {
        (_writer, Types) = (writer, types);
        Closed = _closed.Token;
    }

    /// <summary>What the app hosts on the stream.</summary>
    public IReadOnlyDictionary<string, ActorTypeSettings> Types { get; }

    /// <summary>Cancelled when the stream takes no more requests.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Sends a request, once the registration is confirmed, and waits for its answer.</summary>
    /// <param name="request">Makes the request with its number.</param>
    /// <exception cref="RpcException">The request cannot be sent.</exception>
    /// <exception cref="ActorStreamException">The stream ended before the answer.</exception>
    /// <exception cref="OperationCanceledException">The answer is not waited for any longer.</exception>
    public async Task<Response> SendAsync(Func<string, Request> request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<Response>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Closed);
        try
        {
            await _confirmed.Task.WaitAsync(end.Token);
            await WriteAsync(request(id), end.Token).WaitAsync(end.Token);
            return await answer.Task.WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ActorStreamException.Disconnected();
        }
        catch (ObjectDisposedException e)
        {
            throw ActorStreamException.Disconnected(e);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Confirms the registration, which is the first that the app hears on the stream: a reminder may be due in the moment in which it hosts the actor.</summary>
    public async Task ConfirmAsync()
    {
        await WriteAsync(new Request { InitialResponse = new SubscribeActorEventsResponseInitialAlpha1() }, Closed);
        _confirmed.TrySetResult();
    }

    /// <summary>Takes an answer of the app; false when nobody waits for it any more.</summary>
    public bool Deliver(Response answer) => IdOf(answer) is { } id && _pending.TryGetValue(id, out var pending) && pending.TrySetResult(answer);

    /// <summary>Takes no more requests, and ends what waits for an answer.</summary>
    public void Close() => _closed.Cancel();

    /// <summary>Waits until nothing is written any more, after the stream has been closed; false when an app that does not read holds a message up.</summary>
    public Task<bool> FlushAsync() => _writing.WaitAsync(LastWriteTimeout);

    public void Dispose()
    {
        _closed.Dispose();
        _writing.Dispose();
    }

    private static string? IdOf(Response answer) => answer.RequestTypeCase switch
    {
        Response.RequestTypeOneofCase.InvokeResponse => answer.InvokeResponse.Id,
        Response.RequestTypeOneofCase.ReminderResponse => answer.ReminderResponse.Id,
        Response.RequestTypeOneofCase.TimerResponse => answer.TimerResponse.Id,
        Response.RequestTypeOneofCase.DeactivateResponse => answer.DeactivateResponse.Id,
        Response.RequestTypeOneofCase.RequestFailed => answer.RequestFailed.Id,
        _ => null,
    };

    /// <summary>
    /// One message after the other. What has begun to be written is written to its end: to break it off would break the stream. A stream that
    /// cannot be written to, for whatever reason, is over.
    /// </summary>
    private async Task WriteAsync(Request request, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _writer.WriteAsync(request, CancellationToken.None);
        }
        catch (Exception e) when (e is not RpcException)
        {
            Close();
            throw ActorStreamException.Disconnected(e);
        }
        finally
        {
            _writing.Release();
        }
    }
}
