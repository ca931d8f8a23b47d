using System.Collections.Concurrent;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using DaprShop.Tests.Daprlet.Invocation.Grpc;
using Google.Protobuf;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.Bindings;

/// <summary>Input bindings of an app that speaks gRPC.</summary>
public sealed class GrpcInputBindingTests
{
    private readonly ConcurrentQueue<BindingEventRequest> _seen = [];
    private readonly ConcurrentQueue<string> _sent = [];
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task The_app_gets_the_events_of_the_bindings_that_it_lists_or_that_are_declared()
    {
        await using var app = await AppAsync(_ => new BindingEventResponse(), "listed");
        await using var sidecar = await StartAsync(app.Port);

        await AdvanceUntilAsync(() => _seen.Select(request => request.Name).Distinct().Count() == 2);

        Assert.Equal(["declared", "listed"], _seen.Select(request => request.Name).Distinct().Order());
        Assert.All(_seen, request => Assert.Contains("readTimeUTC", request.Metadata.Keys));
    }

    [Fact]
    public async Task What_the_app_answers_goes_to_output_bindings_as_JSON()
    {
        await using var target = await TestApp.StartAsync(async http => _sent.Enqueue(await new StreamReader(http.Request.Body).ReadToEndAsync()));
        await using var app = await AppAsync(request => new BindingEventResponse { To = { "web" }, Data = ByteString.CopyFromUtf8(request.Name == "listed" ? """{ "b": 1, "a": 3.50 }""" : "no JSON") }, "listed");
        await using var sidecar = await StartAsync(app.Port, target.Port);

        await AdvanceUntilAsync(() => _sent.Distinct().Count() == 2);

        Assert.Equal(["null", """{"a":3.5,"b":1}"""], _sent.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_that_the_app_refuses_is_not_repeated_and_the_next_one_comes()
    {
        await using var app = await AppAsync(_ => throw new RpcException(new Status(StatusCode.Internal, "no")), "listed");
        await using var sidecar = await StartAsync(app.Port);

        await AdvanceUntilAsync(() => _seen.Count(request => request.Name == "listed") > 2);

        var times = _seen.Where(request => request.Name == "listed").Select(request => request.Metadata["readTimeUTC"]).ToList();
        Assert.Equal(times.Distinct(), times);
    }

    private Task<GrpcTestApp> AppAsync(Func<BindingEventRequest, BindingEventResponse> answer, params IReadOnlyList<string> bindings) => new GrpcTestApp
    {
        Bindings = bindings,
        OnBindingEvent = request =>
        {
            _seen.Enqueue(request);
            return Task.FromResult(answer(request));
        },
    }.StartAsync();

    private async Task<Sidecar> StartAsync(int port, int targetPort = 1)
    {
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = port,
            AppProtocol = "grpc",
            Time = _time,
            Components =
            [
                DaprletHost.Component("listed", "bindings.cron", ("schedule", "@every 1m")),
                DaprletHost.Component("unlisted", "bindings.cron", ("schedule", "@every 1m")),
                DaprletHost.Component("declared", "bindings.cron", ("schedule", "@every 1m"), ("direction", "input")),
                DaprletHost.Component("web", "bindings.http", ("url", $"http://127.0.0.1:{targetPort}/")),
            ],
        });
        await sidecar.ReadyAsync(GrpcNeighbours.Limit);
        return sidecar;
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return condition();
    }, "events");
}
