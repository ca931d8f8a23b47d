using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Apps;
using Daprlet.Grpc.Common.V1;
using Daprlet.Sidecars;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using CallMetadata = Grpc.Core.Metadata;
using Verb = Daprlet.Grpc.Common.V1.HTTPExtension.Types.Verb;

namespace DaprShop.Tests.Daprlet.Invocation.Grpc;

/// <summary>Invocation where the caller, the callee, or both speak gRPC.</summary>
public sealed class GrpcInvocationTests
{
    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_caller_over_gRPC_reaches_an_app_over_HTTP(Neighbourhood neighbourhood)
    {
        await using var app = await TestApp.StartAsync(async http =>
        {
            var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            http.Response.StatusCode = 201;
            http.Response.Headers["x-answer"] = "a";
            http.Response.ContentType = "text/x-line";
            await http.Response.WriteAsync($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.ContentType} {http.Request.Headers["x-mine"]} {http.Request.Headers["dapr-caller-app-id"]}: {body}");
        });
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port, "http");

        using var call = sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("orders/1", "hello", Verb.Put), new CallMetadata { { "x-mine", "m" }, { "dapr-caller-app-id", "forged" } });
        var answer = await call;

        Assert.Equal("PUT /orders/1?x=1 text/plain m caller: hello", answer.Data.Value.ToStringUtf8());
        Assert.Equal("text/x-line", answer.ContentType);
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal(("201", "a"), (headers.GetValue("dapr-http-status"), headers.GetValue("x-answer")));
    }

    [Theory]
    [InlineData(404, StatusCode.NotFound, "Not Found")]
    [InlineData(409, StatusCode.AlreadyExists, "Conflict")]
    [InlineData(302, StatusCode.Unknown, "Found")]
    [InlineData(500, StatusCode.Unknown, "Internal Server Error")]
    public async Task Statuses_of_HTTP_become_those_of_gRPC(int status, StatusCode expected, string message)
    {
        await using var app = await TestApp.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("why");
        });
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port, "http");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m", verb: Verb.Get)));

        Assert.Equal((expected, message), (failure.StatusCode, failure.Status.Detail));
        var details = global::Google.Rpc.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal("why", Assert.Single(details.Details).Unpack<global::Google.Rpc.ErrorInfo>().Metadata["http.error_message"]);
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task Callers_and_apps_over_gRPC_see_each_others_messages_and_metadata(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp
        {
            OnInvoke = async (request, context) =>
            {
                await context.WriteResponseHeadersAsync(new CallMetadata { { "x-answer", "a" }, { "x-data-bin", [1, 2, 3] } });
                context.ResponseTrailers.Add("x-trailer", "t");
                var seen = context.RequestHeaders;
                return Line($"{request.Method} {request.ContentType} {request.Data.TypeUrl} {Convert.ToHexString(seen.GetValueBytes("x-raw-bin")!)} {seen.GetValue("dapr-api-token")} {seen.GetValue("dapr-caller-app-id")}>{seen.GetValue("dapr-callee-app-id")}: {request.Data.Value.ToStringUtf8()}");
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port, token: "app-token");
        var request = GrpcNeighbours.Request("orders/../list", "hello");
        request.Message.Data.TypeUrl = "type.googleapis.com/shop.Order";

        using var call = sidecars.Dapr.InvokeServiceAsync(request, new CallMetadata { { "x-raw-bin", [0xab, 0xcd] } });
        var answer = await call;

        Assert.Equal("list text/plain type.googleapis.com/shop.Order ABCD app-token caller>callee: hello", answer.Data.Value.ToStringUtf8());
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("a", headers.GetValue("x-answer"));
        Assert.Equal([1, 2, 3], headers.GetValueBytes("x-data-bin")!);
        Assert.Equal("t", call.GetTrailers().GetValue("x-trailer"));
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task An_apps_status_passes_with_its_details(Neighbourhood neighbourhood)
    {
        var status = new global::Google.Rpc.Status { Code = (int)StatusCode.FailedPrecondition, Message = "no 100 % ü", Details = { Any.Pack(new global::Google.Rpc.ErrorInfo { Reason = "MINE", Domain = "shop" }) } };
        await using var app = await new GrpcTestApp
        {
            OnInvoke = (_, _) => throw new RpcException(new Status(StatusCode.FailedPrecondition, status.Message), new CallMetadata { { "grpc-status-details-bin", status.ToByteArray() }, { "x-why", "because" } }),
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m")));
        using var response = await sidecars.Http.GetAsync("/v1.0/invoke/callee/method/m");

        Assert.Equal((StatusCode.FailedPrecondition, "no 100 % ü", "because"), (failure.StatusCode, failure.Status.Detail, failure.Trailers.GetValue("x-why")));
        Assert.Equal(status, global::Google.Rpc.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin")));
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain; charset=utf-8"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((9, "no 100 % ü", "MINE"), ((int)json["code"]!, (string)json["message"]!, (string)json["details"]![0]!["reason"]!));
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_caller_over_HTTP_reaches_an_app_over_gRPC(Neighbourhood neighbourhood)
    {
        await using var app = await new GrpcTestApp
        {
            OnInvoke = (request, context) => Task.FromResult(Line(
                $"{request.HttpExtension.Verb} {request.Method}?{request.HttpExtension.Querystring} {request.ContentType} {context.RequestHeaders.GetValue("x-mine")} {context.RequestHeaders.GetValue("dapr-accept")}: {request.Data.Value.Length}", "text/x-line")),
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1.0/invoke/callee/method/some/path?q=1") { Content = new StringContent(new string('x', 1_000_000)) };
        request.Headers.Add("X-Mine", "m");
        request.Headers.Add("Accept", "text/x-line");

        using var response = await sidecars.Http.SendAsync(request);

        Assert.Equal("Patch some/path?q=1 text/plain; charset=utf-8 m text/x-line: 1000000", await response.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.OK, "text/x-line"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
    }

    [Fact]
    public async Task An_app_can_call_itself_and_is_told_so()
    {
        await using var app = await new GrpcTestApp { OnInvoke = (_, context) => Task.FromResult(Line($"{context.RequestHeaders.GetValue("dapr-caller-app-id")}>{context.RequestHeaders.GetValue("dapr-callee-app-id")}")) }.StartAsync(tls: true);
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync(appPort: app.Port, protocol: "grpcs");

        Assert.Equal("caller>caller", (await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m", id: "caller"))).Data.Value.ToStringUtf8());
    }

    [Theory]
    [InlineData("nobody", "m", "no host found with the given ID")]
    [InlineData("", "m", "app id is empty")]
    [InlineData("callee", "a?b", "method contains forbidden character")]
    [InlineData("caller", "m", "app channel not initialized")]
    public async Task What_never_reaches_an_app_is_an_error_of_Dapr(string id, string method, string reason)
    {
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request(method, verb: Verb.Get, id: id)));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.StartsWith($"failed to invoke, id: {id}, err: ", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task An_app_that_is_gone_is_unavailable_until_it_is_back(Neighbourhood neighbourhood)
    {
        var port = FreePorts.Take();
        var app = await new GrpcTestApp { OnInvoke = (_, _) => Task.FromResult(Line("here")) }.StartAsync(port);
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(port);
        await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"));

        await app.DisposeAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m")));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);

        await using var back = await new GrpcTestApp { OnInvoke = (_, _) => Task.FromResult(Line("back")) }.StartAsync(port);
        Assert.Equal("back", (await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"))).Data.Value.ToStringUtf8());
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task Calls_are_spread_over_the_instances_and_pass_over_one_that_is_gone(Neighbourhood neighbourhood)
    {
        await using var one = await new GrpcTestApp { OnInvoke = (_, _) => Task.FromResult(Line("one")) }.StartAsync(FreePorts.Take());
        await using var two = await new GrpcTestApp { OnInvoke = (_, _) => Task.FromResult(Line("two")) }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(one.Port);
        await sidecars.StartCalleeAsync(two.Port);
        async Task<IReadOnlyList<string>> AnswersAsync()
        {
            var answers = new List<string>();
            for (var i = 0; i < 6; i++)
                answers.Add((await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"))).Data.Value.ToStringUtf8());
            return answers;
        }

        await Eventually.TrueAsync(async () => (await AnswersAsync()).Distinct().Count() == 2, "both instances answer");
        await one.DisposeAsync();
        await Eventually.TrueAsync(async () => await Record.ExceptionAsync(AnswersAsync) is null, "no call meets the connections while they end");

        Assert.All(await AnswersAsync(), answer => Assert.Equal("two", answer));
    }

    [Theory]
    [InlineData(Neighbourhood.SameProcess)]
    [InlineData(Neighbourhood.OtherProcess)]
    public async Task A_call_that_the_caller_gives_up_ends_in_the_app(Neighbourhood neighbourhood)
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await new GrpcTestApp
        {
            OnInvoke = async (_, context) =>
            {
                context.CancellationToken.Register(ended.SetResult);
                begun.SetResult();
                await ended.Task;
                return new InvokeResponse();
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(neighbourhood);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port);

        using var call = sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"));
        await begun.Task.WaitAsync(GrpcNeighbours.Limit);
        call.Dispose();

        await ended.Task.WaitAsync(GrpcNeighbours.Limit);
    }

    [Fact]
    public async Task Who_waits_for_a_slot_ends_with_its_deadline_and_the_slot_is_free_when_its_call_has_ended()
    {
        var (calls, release) = (0, new TaskCompletionSource());
        await using var app = await StartHoldingAsync(() => Interlocked.Increment(ref calls), () => release.Task);
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync();
        await sidecars.StartCalleeAsync(app.Port, maxConcurrency: 1);

        using var first = sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"));
        await Eventually.TrueAsync(() => calls == 1, "the first call is in the app");
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"), deadline: DateTime.UtcNow.AddMilliseconds(200)));
        Assert.Equal((StatusCode.DeadlineExceeded, 1), (failure.StatusCode, calls));

        release.SetResult();
        await first;
        await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"));
        await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m"));
    }

    [Fact]
    public async Task A_slot_that_somebody_waited_for_in_vain_is_given_back_once()
    {
        var (calls, release) = (0, new TaskCompletionSource());
        await using var app = await StartHoldingAsync(() => Interlocked.Increment(ref calls), () => release.Task);
        using var channel = AppChannel.For(new SidecarOptions { AppId = "callee", AppProtocol = "grpc", AppMaxConcurrency = 1 }, app.Port);
        var way = Assert.IsType<GrpcAppChannel>(channel);
        Task CallAsync(CancellationToken cancellationToken) => way.InvokeAsync(new InvokeRequest { Method = "m" }, [], cancellationToken);

        for (var round = 1; round <= 2; round++)
        {
            release = new TaskCompletionSource();
            var first = CallAsync(CancellationToken.None);
            await Eventually.TrueAsync(() => calls == round, "a call is in the app");
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(patience.Token));
            Assert.Equal(round, calls);
            release.SetResult();
            await first;
        }
    }

    [Fact]
    public async Task Failures_are_tried_again_as_the_policy_says()
    {
        var calls = 0;
        await using var app = await new GrpcTestApp
        {
            OnInvoke = (request, _) => ++calls < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "no")) : Task.FromResult(Line(request.Data.Value.ToStringUtf8())),
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.OtherProcess);
        await sidecars.StartCallerAsync(resiliency: "{ policies: { retries: { r: { duration: 0s, maxRetries: 3 } } }, targets: { apps: { callee: { retry: r } } } }");
        await sidecars.StartCalleeAsync(app.Port);

        Assert.Equal("again", (await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m", "again"))).Data.Value.ToStringUtf8());
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_policys_time_limit_is_a_deadline()
    {
        await using var app = await new GrpcTestApp
        {
            OnInvoke = async (_, context) =>
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return new InvokeResponse();
            },
        }.StartAsync();
        await using var sidecars = new GrpcNeighbours(Neighbourhood.SameProcess);
        await sidecars.StartCallerAsync(resiliency: "{ policies: { timeouts: { t: 50ms } }, targets: { apps: { callee: { timeout: t } } } }");
        await sidecars.StartCalleeAsync(app.Port);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await sidecars.Dapr.InvokeServiceAsync(GrpcNeighbours.Request("m")));

        Assert.Equal((StatusCode.DeadlineExceeded, "context deadline exceeded"), (failure.StatusCode, failure.Status.Detail));
    }

    /// <summary>An app that notes each call, and holds it.</summary>
    private static Task<GrpcTestApp> StartHoldingAsync(Action note, Func<Task> holdAsync) => new GrpcTestApp
    {
        OnInvoke = async (_, _) =>
        {
            note();
            await holdAsync();
            return Line("done");
        },
    }.StartAsync();

    private static InvokeResponse Line(string text, string contentType = "") => new() { ContentType = contentType, Data = new Any { Value = ByteString.CopyFromUtf8(text) } };
}
