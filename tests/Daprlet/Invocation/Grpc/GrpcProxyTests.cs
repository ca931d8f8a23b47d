using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Grpc;
using DaprShop.Tests.Daprlet.Invocation.Grpc.Protos;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;

namespace DaprShop.Tests.Daprlet.Invocation.Grpc;

/// <summary>Calls of an app's own gRPC service through sidecars that do not know it.</summary>
public sealed class GrpcProxyTests
{
    private static readonly CallMetadata ToCallee = new() { { "dapr-app-id", "callee" } };

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_call_passes_with_its_metadata_and_comes_back_with_headers_and_trailers(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp
        {
            Find = async (question, context) =>
            {
                await context.WriteResponseHeadersAsync(new CallMetadata { { "x-answer", "a" } });
                context.ResponseTrailers.Add("x-trailer-bin", [7]);
                var seen = context.RequestHeaders;
                return Answer($"{question.Text} {seen.GetValue("x-mine")} {seen.GetValue("dapr-api-token")} {seen.GetValue("dapr-app-id")} {string.Join('+', seen.GetAll("dapr-caller-app-id").Select(entry => entry.Value))}>{seen.GetValue("dapr-callee-app-id")}");
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port, token: "app-token");

        using var call = sidecars.Library.FindAsync(Question("?"), new CallMetadata { { "dapr-callee-app-id", "callee" }, { "dapr-app-id", "nobody" }, { "dapr-caller-app-id", "forged" }, { "dapr-api-token", "forged" }, { "x-mine", "m" } });

        Assert.Equal("? m app-token  caller>callee", (await call).Text);
        Assert.Equal("a", (await call.ResponseHeadersAsync).GetValue("x-answer"));
        Assert.Equal([7], call.GetTrailers().GetValueBytes("x-trailer-bin")!);
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task Streams_pass_message_by_message_both_ways(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp
        {
            List = async (question, answers, _) =>
            {
                for (var i = 1; i <= 3; i++)
                    await answers.WriteAsync(Answer($"{question.Text}{i}"));
            },
            Add = async (questions, _) => Answer(string.Join('+', await questions.ReadAllAsync().Select(question => question.Text).ToListAsync())),
            Chat = async (questions, answers, _) =>
            {
                await foreach (var question in questions.ReadAllAsync())
                    await answers.WriteAsync(Answer("re: " + question.Text));
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        using var list = sidecars.Library.List(Question("n"), ToCallee);
        Assert.Equal(["n1", "n2", "n3"], await list.ResponseStream.ReadAllAsync().Select(answer => answer.Text).ToListAsync());

        using var add = sidecars.Library.Add(ToCallee);
        await add.RequestStream.WriteAsync(Question("a"));
        await add.RequestStream.WriteAsync(Question("b"));
        await add.RequestStream.CompleteAsync();
        Assert.Equal("a+b", (await add).Text);

        using var chat = sidecars.Library.Chat(ToCallee);
        foreach (var text in new[] { "one", new string('x', 3_000_000), "three" })
        {
            await chat.RequestStream.WriteAsync(Question(text));
            Assert.True(await chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal("re: " + text, chat.ResponseStream.Current.Text);
        }
        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task An_apps_status_passes_also_in_the_middle_of_a_stream(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp
        {
            Find = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "not here: 100 %"), new CallMetadata { { "x-why", "because" } }),
            List = async (_, answers, _) =>
            {
                await answers.WriteAsync(Answer("first"));
                throw new RpcException(new Status(StatusCode.Aborted, "halfway"));
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Library.FindAsync(Question(""), ToCallee));
        using var list = sidecars.Library.List(Question(""), ToCallee);

        Assert.Equal((StatusCode.NotFound, "not here: 100 %", "because"), (failure.StatusCode, failure.Status.Detail, failure.Trailers.GetValue("x-why")));
        Assert.True(await list.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var broken = await Assert.ThrowsAsync<RpcException>(() => list.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal((StatusCode.Aborted, "halfway"), (broken.StatusCode, broken.Status.Detail));
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task An_app_can_speak_before_its_caller_does(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp { Chat = (_, answers, _) => answers.WriteAsync(Answer("welcome")) }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        for (var call = 0; call < 3; call++)
        {
            using var chat = sidecars.Library.Chat(ToCallee, DateTime.UtcNow + GrpcNeighbours.Limit);
            Assert.True(await chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal("welcome", chat.ResponseStream.Current.Text);
        }
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_stream_that_the_caller_gives_up_ends_in_the_app(Neighbourhood neighbourhood)
    {
        var ended = new TaskCompletionSource();
        await using var app = await new GrpcTestApp
        {
            Chat = async (_, answers, context) =>
            {
                context.CancellationToken.Register(ended.SetResult);
                await answers.WriteAsync(Answer("begun"));
                await ended.Task;
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        using (var chat = sidecars.Library.Chat(ToCallee))
            Assert.True(await chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await ended.Task.WaitAsync(GrpcNeighbours.Limit);
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_stream_ends_when_the_app_is_killed(Neighbourhood neighbourhood)
    {
        var read = new TaskCompletionSource();
        var app = await new GrpcTestApp
        {
            Chat = async (_, answers, context) =>
            {
                await answers.WriteAsync(Answer("begun"));
                await read.Task;
                context.GetHttpContext().Abort();
            },
        }.StartAsync(FreePorts.Take());
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        using var chat = sidecars.Library.Chat(ToCallee);
        Assert.True(await chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        read.SetResult();
        var failure = await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.NotEqual(StatusCode.OK, failure.StatusCode);

        await app.DisposeAsync();
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Library.FindAsync(Question(""), ToCallee));
        Assert.Equal(StatusCode.Unavailable, gone.StatusCode);
    }

    [Fact]
    public async Task A_deadline_holds_in_the_app_too()
    {
        var ended = new TaskCompletionSource();
        await using var app = await new GrpcTestApp
        {
            Find = async (_, context) =>
            {
                context.CancellationToken.Register(ended.SetResult);
                await ended.Task;
                return Answer("");
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.OtherProcess);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Library.FindAsync(Question(""), ToCallee, DateTime.UtcNow.AddMilliseconds(300)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await ended.Task.WaitAsync(GrpcNeighbours.Limit);
    }

    [Fact]
    public async Task The_own_app_is_reached_and_told_who_calls()
    {
        await using var app = await new GrpcTestApp { Find = (_, context) => Task.FromResult(Answer($"{context.RequestHeaders.GetValue("dapr-caller-app-id")}>{context.RequestHeaders.GetValue("dapr-callee-app-id")}")) }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync(appPort: app.Port);

        Assert.Equal("caller>caller", (await sidecars.Library.FindAsync(Question(""), new CallMetadata { { "dapr-app-id", "caller" } })).Text);
    }

    [Theory]
    [InlineData(null, StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("nobody", StatusCode.Unknown)]
    [InlineData("caller", StatusCode.Unavailable)]
    public async Task A_call_for_nobody_is_refused(string? appId, StatusCode expected)
    {
        await using var sidecars = new GrpcNeighbours(Neighbourhood.OtherProcess);
        await sidecars.StartCallerAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Library.FindAsync(Question(""), appId is null ? [] : new CallMetadata { { "dapr-app-id", appId } }));

        Assert.Equal(expected, failure.StatusCode);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused_both_ways()
    {
        await using var app = await new GrpcTestApp { Find = (question, _) => Task.FromResult(Answer(question.Text.Length > 0 ? "" : new string('x', 4_300_000))) }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.OtherProcess);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        foreach (var text in new[] { new string('x', 4_300_000), "" })
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Library.FindAsync(Question(text), ToCallee));
            Assert.Equal((StatusCode.ResourceExhausted, "grpc: received message larger than max (4300005 vs. 4194304)"), (failure.StatusCode, failure.Status.Detail));
        }
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task An_instance_that_is_gone_is_passed_over(Neighbourhood neighbourhood)
    {
        var one = await new GrpcTestApp { Find = (_, _) => Task.FromResult(Answer("one")) }.StartAsync(FreePorts.Take());
        await using var two = await new GrpcTestApp { Find = (_, _) => Task.FromResult(Answer("two")) }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(one.Port);
        await sidecars.StartCalleeAsync(two.Port);
        async Task<IReadOnlyList<string>> AnswersAsync()
        {
            var answers = new List<string>();
            for (var i = 0; i < 4; i++)
                answers.Add((await sidecars.Library.FindAsync(Question(""), ToCallee)).Text);
            return answers;
        }

        await Eventually.TrueAsync(async () => (await AnswersAsync()).Distinct().Count() == 2, "both instances answer");
        await one.DisposeAsync();
        await Eventually.TrueAsync(async () => await Record.ExceptionAsync(AnswersAsync) is null, "no call meets the connections while they end");

        Assert.All(await AnswersAsync(), answer => Assert.Equal("two", answer));
    }

    [Fact]
    public async Task A_message_is_sent_again_when_the_policy_says_so_and_a_second_one_is_refused_then()
    {
        var calls = 0;
        await using var app = await new GrpcTestApp
        {
            Find = (question, _) => ++calls < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "no")) : Task.FromResult(Answer(question.Text)),
            Add = async (questions, _) => Answer(string.Join('+', await questions.ReadAllAsync().Select(question => question.Text).ToListAsync())),
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.OtherProcess);
        await sidecars.StartCallerAsync(resiliency: "{ policies: { retries: { r: { duration: 0s, maxRetries: 3 } } }, targets: { apps: { callee: { retry: r } } } }");
        await sidecars.StartCalleeAsync(app.Port);

        Assert.Equal("again", (await sidecars.Library.FindAsync(Question("again"), ToCallee)).Text);
        Assert.Equal(3, calls);

        Assert.Equal("a+b", await AddAsync(sidecars, new CallMetadata { { "dapr-app-id", "callee" }, { "dapr-stream", "true" } }));
        var failure = await Assert.ThrowsAsync<RpcException>(() => AddAsync(sidecars, ToCallee));
        Assert.Equal((StatusCode.FailedPrecondition, "cannot use resiliency policies with retries on streaming RPCs"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_stream_that_says_so_outlives_the_policys_time_limit()
    {
        var release = new TaskCompletionSource();
        await using var app = await new GrpcTestApp
        {
            List = async (_, answers, _) =>
            {
                await answers.WriteAsync(Answer("first"));
                await release.Task;
                await answers.WriteAsync(Answer("last"));
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync(resiliency: "{ policies: { timeouts: { t: 200ms } }, targets: { apps: { callee: { timeout: t } } } }");
        await sidecars.StartCalleeAsync(app.Port);

        using var stream = sidecars.Library.List(Question(""), new CallMetadata { { "dapr-app-id", "callee" }, { "dapr-stream", "true" } });
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        using var limited = sidecars.Library.List(Question(""), ToCallee);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await limited.ResponseStream.ReadAllAsync().ToListAsync());
        release.SetResult();

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("last", stream.ResponseStream.Current.Text);
    }

    private static async Task<string> AddAsync(GrpcNeighbours sidecars, CallMetadata metadata)
    {
        using var add = sidecars.Library.Add(metadata);
        foreach (var text in new[] { "a", "b" })
            await add.RequestStream.TryWriteAsync(Question(text));
        await add.RequestStream.CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (await add).Text;
    }

    private static Question Question(string text) => new() { Text = text };

    private static Answer Answer(string text) => new() { Text = text };
}
