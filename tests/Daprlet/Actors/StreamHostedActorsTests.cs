using System.Text;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using DaprShop.Tests.Daprlet.Grpc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Answer = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsRequestAlpha1;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Actors of an app that has no port: it hosts them on streams that it opens.</summary>
public sealed class StreamHostedActorsTests : IAsyncLifetime
{
    private Sidecar _sidecar = null!;
    private GrpcCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await StreamHost.StartSidecarAsync();
        _caller = new GrpcCaller(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_call_arrives_with_who_calls_and_its_answer_comes_back()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, "answer")));

        var request = new InvokeActorRequest
        {
            ActorType = "Cart",
            ActorId = "1",
            Method = "a/../add",
            Data = ByteString.CopyFromUtf8("äpfel"),
            Metadata = { { "X-Mine", "grün" }, { "content-type", "text/plain" }, { "Dapr-Caller-App-Id", "forged" }, { "dapr-callee-app-id", "forged" } },
        };
        var answer = await _caller.Client.InvokeActorAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("answer", answer.Data.ToStringUtf8());
        var call = Assert.Single(host.Received).InvokeRequest;
        Assert.Equal(("1", "Cart", "1", "add", "äpfel"), (call.Id, call.ActorType, call.ActorId, call.Method, call.Data.ToStringUtf8()));
        Assert.Equal(
            ["Dapr-API-Call: true", "X-Mine: grün", "content-type: text/plain", "dapr-caller-app-id: host", "dapr-caller-namespace: default"],
            call.Metadata.Select(item => $"{item.Key}: {item.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Turns_of_an_actor_come_one_after_the_other_and_actors_do_not_wait_for_others()
    {
        var (gate, running) = (new Gate(), 0);
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", async received =>
        {
            if (received.InvokeRequest is not { ActorId: "1" } call)
                return StreamHost.Done(received);
            Assert.Equal(1, Interlocked.Increment(ref running));
            if (call.Method == "first")
                await gate.WaitAsync();
            Interlocked.Decrement(ref running);
            return StreamHost.Done(received);
        });

        var first = CallAsync("1", "first");
        await gate.Entered;
        var others = Enumerable.Range(0, 20).Select(_ => CallAsync("1", "other")).ToList();
        await CallAsync("2", "free");
        Assert.DoesNotContain("Cart/1/other", host.Calls);

        gate.Open();
        await Task.WhenAll([first, .. others]);
        Assert.Equal(21, host.Calls.Count(call => call.StartsWith("Cart/1/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stream_that_breaks_in_the_middle_of_a_turn_fails_the_call_at_once_and_the_next_stream_takes_the_actor()
    {
        var gate = new Gate();
        await using var broken = await StreamHost.OpenAsync(_sidecar, "Cart", async received =>
        {
            await gate.WaitAsync();
            return StreamHost.Done(received);
        });
        var call = CallAsync("1", "add");
        await gate.Entered;

        broken.Break();
        var error = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal((StatusCode.Internal, "error invoke actor method: actor host disconnected before responding"), (error.StatusCode, error.Status.Detail));
        gate.Open();

        await using var next = await StreamHost.OpenAsync(_sidecar, "Cart");
        await CallAsync("1", "again");
        Assert.Equal(["Cart/1/again"], next.Calls);
    }

    [Fact]
    public async Task Without_a_stream_the_type_has_no_host()
    {
        await using (await StreamHost.OpenAsync(_sidecar, "Cart"))
            await CallAsync("1", "add");

        await HostingApp.UntilAsync(() => !_sidecar.Actors.Hosting.IsPlacedHere(new("Cart", "1")));
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync("1", "add"));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("INITIALIZING", _sidecar.Actors.Status.Status.RuntimeStatus);
    }

    [Fact]
    public async Task The_newest_stream_gets_the_calls_and_an_older_one_ends_what_it_has_begun()
    {
        var gate = new Gate();
        var older = await StreamHost.OpenAsync(_sidecar, "Cart", async received =>
        {
            await gate.WaitAsync();
            return StreamHost.Done(received, "older");
        });
        var begun = CallAsync("1", "begun");
        await gate.Entered;

        await using var newer = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, "newer")));
        Assert.Equal("newer", await CallAsync("2", "new"));
        gate.Open();
        Assert.Equal("older", await begun);

        await older.CompleteAsync();
        Assert.Equal(StatusCode.OK, (await older.Ended).StatusCode);
        Assert.Equal("newer", await CallAsync("1", "next"));
        Assert.Empty(newer.Deactivated);
        await older.DisposeAsync();
    }

    [Fact]
    public async Task When_the_newest_stream_ends_an_older_one_goes_on()
    {
        await using var older = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, "older")));
        await using (var newer = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, "newer"))))
        {
            Assert.Equal("newer", await CallAsync("1", "a"));
            await newer.CompleteAsync();
            await newer.Ended;
        }

        Assert.Equal("older", await CallAsync("1", "b"));
    }

    [Fact]
    public async Task Streams_can_host_types_of_their_own()
    {
        await using var carts = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(StreamHost.Done(received, "cart")));
        await using var orders = await StreamHost.OpenAsync(_sidecar, "Order", received => Task.FromResult(StreamHost.Done(received, "order")));

        Assert.Equal("cart", await CallAsync("1", "a"));
        Assert.Equal("order", await CallAsync("1", "a", type: "Order"));
    }

    [Fact]
    public async Task What_the_app_says_of_a_failure_reaches_the_caller()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(received.InvokeRequest.Method switch
        {
            "unknown" => StreamHost.Failed(received, StatusCode.NotFound, "no such method"),
            "failing" => StreamHost.Failed(received, StatusCode.Unavailable, "out of stock"),
            "odd" => new Answer { TimerResponse = new() { Id = received.InvokeRequest.Id } },
            _ => new Answer { InvokeResponse = new() { Id = received.InvokeRequest.Id, Error = true, Data = ByteString.CopyFromUtf8("mine") } },
        }));

        Assert.Equal("error invoke actor method: actor method not found: unknown", await ErrorAsync("unknown"));
        Assert.Equal("error invoke actor method: error from actor service: out of stock", await ErrorAsync("failing"));
        Assert.Equal("error invoke actor method: actor host returned an unexpected response type for invoke", await ErrorAsync("odd"));
        Assert.Equal("mine", await CallAsync("1", "error"));
        Assert.Equal(4, host.Received.Count);

        async Task<string> ErrorAsync(string method)
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync("1", method));
            Assert.Equal(StatusCode.Internal, error.StatusCode);
            return error.Status.Detail;
        }
    }

    [Fact]
    public async Task Answers_that_nobody_waits_for_are_passed_over()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart");

        await host.SayAsync(new Answer { InvokeResponse = new() { Id = "7" } });
        await host.SayAsync(new Answer { InitialRequest = new() { Entities = { "Order" } } });
        await host.SayAsync(new Answer());

        await CallAsync("1", "add");
        Assert.Equal(["Cart/1/add"], host.Calls);
    }

    [Fact]
    public async Task A_caller_over_HTTP_gets_the_metadata_of_the_answer_as_headers()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart", received => Task.FromResult(new Answer
        {
            InvokeResponse = new()
            {
                Id = received.InvokeRequest.Id,
                Data = ByteString.CopyFromUtf8("<a/>"),
                Metadata = { { "content-type", "text/xml" }, { "X-Answer", "grün" }, { "not a header", "x" }, { "X-Broken", "a\r\nb" }, { "connection", "close" } },
            },
        }));

        using var client = new HttpClient();
        using var answer = await client.PostAsync($"http://127.0.0.1:{_sidecar.HttpPort}/v1.0/actors/Cart/1/method/add?q=1", new StringContent("<b/>", Encoding.UTF8, "text/xml"), TestContext.Current.CancellationToken);

        Assert.Equal("<a/>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/xml", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("grün", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Headers.GetValues("X-Answer").Single())));
        Assert.False(answer.Headers.Contains("X-Broken"));
        Assert.Equal("<b/>", Assert.Single(host.Received).InvokeRequest.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Calls_with_the_id_of_the_turn_re_enter_it()
    {
        var registration = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { "Cart" }, Reentrancy = new ActorReentrancyConfig { Enabled = true, MaxStackDepth = 2 } };
        await using var host = await StreamHost.OpenAsync(_sidecar, registration, async received =>
        {
            var call = received.InvokeRequest;
            if (call.Method == "inner")
                return StreamHost.Done(received, "inner");
            try
            {
                return StreamHost.Done(received, await CallAsync("1", call.Method == "outer" ? "inner" : "deeper", reentrancyId: call.Metadata["Dapr-Reentrancy-Id"]));
            }
            catch (RpcException e)
            {
                return StreamHost.Done(received, $"{e.StatusCode}");
            }
        });

        Assert.Equal("inner", await CallAsync("1", "outer"));
        Assert.Equal("ResourceExhausted", await CallAsync("1", "deeper"));
        Assert.Equal(4, host.Received.Count);
    }

    [Fact]
    public async Task An_idle_actor_is_deactivated_over_the_stream()
    {
        var registration = new SubscribeActorEventsRequestInitialAlpha1
        {
            Entities = { "Cart", "Order" },
            EntitiesConfig = { new ActorEntityConfig { Entities = { "Cart" }, ActorIdleTimeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)) } },
        };
        await using var host = await StreamHost.OpenAsync(_sidecar, registration);

        await CallAsync("1", "add", type: "Order");
        await CallAsync("1", "add");

        await HostingApp.UntilAsync(() => host.Deactivated.Any());
        Assert.Equal(["Cart/1"], host.Deactivated);
        await HostingApp.UntilAsync(() => !_sidecar.Actors.Hosting.IsActive(new("Cart", "1")));
    }

    [Fact]
    public async Task A_sidecar_that_stops_deactivates_the_actors_before_it_ends_the_stream()
    {
        await using var host = await StreamHost.OpenAsync(_sidecar, "Cart");
        await CallAsync("1", "add");

        await _sidecar.StopAsync();

        await host.Ended; // with OK, unless the end of the connection, which follows, is seen first
        Assert.Equal(["Cart/1"], host.Deactivated);
    }

    [Fact]
    public async Task A_stream_begins_with_what_the_app_hosts()
    {
        Assert.Equal((StatusCode.InvalidArgument, "first message must be SubscribeActorEventsRequestInitialAlpha1"), await EndAsync(_caller, new Answer { DeactivateResponse = new() { Id = "1" } }));
        Assert.Equal((StatusCode.Unknown, "EOF"), await EndAsync(_caller, null));
        await using var host = await StreamHost.OpenAsync(_sidecar, new SubscribeActorEventsRequestInitialAlpha1());
        Assert.Equal("RUNNING", _sidecar.Actors.Status.Status.RuntimeStatus); // also an app without actors can say so
    }

    [Fact]
    public async Task An_app_with_an_HTTP_server_hosts_no_actors_on_streams()
    {
        await using var app = await HostingApp.StartAsync("{}", options: new() { AppId = "web" });
        using var caller = new GrpcCaller(app.Sidecar);

        var registration = new Answer { InitialRequest = new() { Entities = { "Cart" } } };
        Assert.Equal((StatusCode.FailedPrecondition, "actor callback streaming requires a gRPC app channel"), await EndAsync(caller, registration));
    }

    private static async Task<(StatusCode Code, string Message)> EndAsync(GrpcCaller caller, Answer? first)
    {
        using var stream = caller.Client.SubscribeActorEventsAlpha1(deadline: DateTime.UtcNow + HostingApp.Limit);
        if (first is not null)
            await stream.RequestStream.TryWriteAsync(first);
        else
            await stream.RequestStream.CompleteAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return (error.StatusCode, error.Status.Detail);
    }

    private async Task<string> CallAsync(string actor, string method, string type = "Cart", string? reentrancyId = null)
    {
        var request = new InvokeActorRequest { ActorType = type, ActorId = actor, Method = method };
        if (reentrancyId is not null)
            request.Metadata["Dapr-Reentrancy-Id"] = reentrancyId;
        return (await _caller.Client.InvokeActorAsync(request, deadline: DateTime.UtcNow + HostingApp.Limit)).Data.ToStringUtf8();
    }
}
