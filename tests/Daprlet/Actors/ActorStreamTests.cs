using System.Collections.Concurrent;
using Daprlet.Actors;
using Daprlet.Actors.Configuration;
using Daprlet.Actors.Streams;
using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;
using Kind = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>What goes out on the stream of an app that hosts actors.</summary>
public sealed class ActorStreamTests
{
    [Fact]
    public async Task The_confirmation_comes_before_a_call_that_was_there_first()
    {
        var written = new Writer();
        using var stream = new ActorStream(written, HostedTypes.None);

        var call = stream.SendAsync(id => ActorStreamMessages.Deactivate(id, new ActorAddress("Cart", "1")), TestContext.Current.CancellationToken);
        await stream.ConfirmAsync();
        await HostingApp.UntilAsync(() => written.Kinds.Count == 2);
        stream.Deliver(new SubscribeActorEventsRequestAlpha1 { DeactivateResponse = new() { Id = "1" } });

        await call;
        Assert.Equal([Kind.InitialResponse, Kind.DeactivateRequest], written.Kinds);
    }

    [Fact]
    public async Task A_call_ends_with_a_stream_that_was_never_confirmed()
    {
        using var stream = new ActorStream(new Writer(), HostedTypes.None);

        var call = stream.SendAsync(id => ActorStreamMessages.Deactivate(id, new ActorAddress("Cart", "1")), TestContext.Current.CancellationToken);
        stream.Close();

        await Assert.ThrowsAsync<ActorStreamException>(() => call);
    }

    private sealed class Writer : IServerStreamWriter<SubscribeActorEventsResponseAlpha1>
    {
        public ConcurrentQueue<Kind> Kinds { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SubscribeActorEventsResponseAlpha1 message)
        {
            Kinds.Enqueue(message.ResponseTypeCase);
            return Task.CompletedTask;
        }
    }
}
