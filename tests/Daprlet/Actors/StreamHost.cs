using System.Collections.Concurrent;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Google.Protobuf;
using Grpc.Core;
using Answer = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsRequestAlpha1;
using Event = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>An app without a port that hosts actors on a stream. It answers every event, unless it is told otherwise, and remembers it.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly GrpcCaller _sidecar;
    private readonly AsyncDuplexStreamingCall<Answer, Event> _stream;
    private readonly Func<Event, Task<Answer>> _answer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task<Status> _ended;

    private StreamHost(GrpcCaller sidecar, AsyncDuplexStreamingCall<Answer, Event> stream, Func<Event, Task<Answer>> answer)
    {
        (_sidecar, _stream, _answer) = (sidecar, stream, answer);
        _ended = ReadAsync();
    }

    /// <summary>What the app got, in its order.</summary>
    public ConcurrentQueue<Event> Received { get; } = [];

    /// <summary>How the sidecar ended the stream.</summary>
    public Task<Status> Ended => _ended.WaitAsync(HostingApp.Limit);

    /// <summary>The methods that were called, with their actors, such as <c>Cart/1/add</c>.</summary>
    public IEnumerable<string> Calls => Received.Select(received => received.InvokeRequest).OfType<SubscribeActorEventsResponseInvokeRequestAlpha1>().Select(call => $"{call.ActorType}/{call.ActorId}/{call.Method}");

    /// <summary>The actors that were deactivated.</summary>
    public IEnumerable<string> Deactivated => Received.Select(received => received.DeactivateRequest).OfType<SubscribeActorEventsResponseDeactivateRequestAlpha1>().Select(actor => $"{actor.ActorType}/{actor.ActorId}");

    public IEnumerable<SubscribeActorEventsResponseReminderRequestAlpha1> Reminders => Received.Select(received => received.ReminderRequest).OfType<SubscribeActorEventsResponseReminderRequestAlpha1>();

    /// <summary>A sidecar without an app port, and with a store for actors.</summary>
    public static Task<Sidecar> StartSidecarAsync(SidecarOptions? options = null) => DaprletHost.StartAsync((options ?? new SidecarOptions { AppId = "host" }) with
    {
        Components = [DaprletHost.Component("actors", "state.in-memory", ("actorStateStore", "true"))],
    });

    /// <summary>Opens a stream and waits for its confirmation.</summary>
    public static async Task<StreamHost> OpenAsync(Sidecar sidecar, SubscribeActorEventsRequestInitialAlpha1 registration, Func<Event, Task<Answer>>? answer = null)
    {
        var client = new GrpcCaller(sidecar);
        var stream = client.Client.SubscribeActorEventsAlpha1(cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new Answer { InitialRequest = registration });
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.NotNull(stream.ResponseStream.Current.InitialResponse);
        return new StreamHost(client, stream, answer ?? (received => Task.FromResult(Done(received))));
    }

    /// <inheritdoc cref="OpenAsync(Sidecar, SubscribeActorEventsRequestInitialAlpha1, Func{Event, Task{Answer}})"/>
    public static Task<StreamHost> OpenAsync(Sidecar sidecar, string type, Func<Event, Task<Answer>>? answer = null) =>
        OpenAsync(sidecar, new SubscribeActorEventsRequestInitialAlpha1 { Entities = { type } }, answer);

    /// <summary>The answer that all is well.</summary>
    public static Answer Done(Event received, string data = "") => received.ResponseTypeCase switch
    {
        Event.ResponseTypeOneofCase.InvokeRequest => new Answer { InvokeResponse = new() { Id = received.InvokeRequest.Id, Data = ByteString.CopyFromUtf8(data) } },
        Event.ResponseTypeOneofCase.ReminderRequest => new Answer { ReminderResponse = new() { Id = received.ReminderRequest.Id } },
        Event.ResponseTypeOneofCase.TimerRequest => new Answer { TimerResponse = new() { Id = received.TimerRequest.Id } },
        _ => new Answer { DeactivateResponse = new() { Id = received.DeactivateRequest.Id } },
    };

    /// <summary>The answer that a call has failed.</summary>
    public static Answer Failed(Event received, StatusCode code, string message) =>
        new() { RequestFailed = new() { Id = received.InvokeRequest.Id, Code = (uint)code, Message = message } };

    /// <summary>Says something to the sidecar that it has not asked for.</summary>
    public async Task SayAsync(Answer answer)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.RequestStream.WriteAsync(answer);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Has nothing more to say.</summary>
    public async Task CompleteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.RequestStream.CompleteAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Breaks the stream off, as an app does that dies.</summary>
    public void Break() => _stream.Dispose();

    public async ValueTask DisposeAsync()
    {
        _stream.Dispose();
        await _ended;
        _sidecar.Dispose();
        _writing.Dispose();
    }

    private async Task<Status> ReadAsync()
    {
        try
        {
            while (await _stream.ResponseStream.MoveNext(CancellationToken.None))
                _ = AnswerAsync(_stream.ResponseStream.Current);
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
        catch (ObjectDisposedException)
        {
            return new Status(StatusCode.Cancelled, "broken off");
        }
    }

    private async Task AnswerAsync(Event received)
    {
        Received.Enqueue(received);
        var answer = await _answer(received);
        try
        {
            await SayAsync(answer);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // the stream has ended
        }
    }
}
