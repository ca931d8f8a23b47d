using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using DaprShop.Tests.Daprlet.Apps;
using DaprShop.Tests.Daprlet.Invocation.Grpc.Protos;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Daprlet.Invocation.Grpc;

/// <summary>An app that speaks gRPC: Dapr's callbacks and a service of its own, on a free port. What it does is set by the test; unset, it is not implemented.</summary>
internal sealed class GrpcTestApp : IAsyncDisposable
{
    private WebApplication _web = null!;

    public int Port => new Uri(_web.Urls.First()).Port;

    public Func<InvokeRequest, ServerCallContext, Task<InvokeResponse>> OnInvoke { get; set; } = (_, _) => throw Unimplemented();

    public Func<Question, ServerCallContext, Task<Answer>> Find { get; set; } = (_, _) => throw Unimplemented();

    public Func<Question, IServerStreamWriter<Answer>, ServerCallContext, Task> List { get; set; } = (_, _, _) => throw Unimplemented();

    public Func<IAsyncStreamReader<Question>, ServerCallContext, Task<Answer>> Add { get; set; } = (_, _) => throw Unimplemented();

    public Func<IAsyncStreamReader<Question>, IServerStreamWriter<Answer>, ServerCallContext, Task> Chat { get; set; } = (_, _, _) => throw Unimplemented();

    public Func<BindingEventRequest, Task<BindingEventResponse>> OnBindingEvent { get; set; } = _ => throw Unimplemented();

    /// <summary>The input bindings that the app wants.</summary>
    public IReadOnlyList<string> Bindings { get; init; } = [];

    /// <summary>Whether the app says that it is well.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <param name="port">0 takes a free one.</param>
    public async Task<GrpcTestApp> StartAsync(int port = 0, bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocally(port, HttpProtocols.Http2, tls));
        _web = builder.Build();
        _web.MapGrpcService<Callback>();
        _web.MapGrpcService<Health>();
        _web.MapGrpcService<Service>();
        await _web.StartAsync();
        return this;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static RpcException Unimplemented() => new(new Status(StatusCode.Unimplemented, "the test did not say what to do"));

    private sealed class Callback(GrpcTestApp app) : AppCallback.AppCallbackBase
    {
        public override Task<InvokeResponse> OnInvoke(InvokeRequest request, ServerCallContext context) => app.OnInvoke(request, context);

        public override Task<ListInputBindingsResponse> ListInputBindings(Empty request, ServerCallContext context) => Task.FromResult(new ListInputBindingsResponse { Bindings = { app.Bindings } });

        public override Task<BindingEventResponse> OnBindingEvent(BindingEventRequest request, ServerCallContext context) => app.OnBindingEvent(request);
    }

    private sealed class Health(GrpcTestApp app) : AppCallbackHealthCheck.AppCallbackHealthCheckBase
    {
        public override Task<HealthCheckResponse> HealthCheck(Empty request, ServerCallContext context) =>
            app.IsHealthy ? Task.FromResult(new HealthCheckResponse()) : throw new RpcException(new Status(StatusCode.Unavailable, "not well"));
    }

    private sealed class Service(GrpcTestApp app) : Library.LibraryBase
    {
        public override Task<Answer> Find(Question request, ServerCallContext context) => app.Find(request, context);

        public override Task List(Question request, IServerStreamWriter<Answer> responseStream, ServerCallContext context) => app.List(request, responseStream, context);

        public override Task<Answer> Add(IAsyncStreamReader<Question> requestStream, ServerCallContext context) => app.Add(requestStream, context);

        public override Task Chat(IAsyncStreamReader<Question> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context) => app.Chat(requestStream, responseStream, context);
    }
}
