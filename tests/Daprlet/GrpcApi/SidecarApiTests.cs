using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using DaprShop.Tests.Daprlet.Grpc;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Http;
using AlphaReflection = Grpc.Reflection.V1Alpha;
using CallHeaders = Grpc.Core.Metadata;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>What the sidecar tells of itself, and answers beside the message: metadata, shutdown, reflection, headers.</summary>
public sealed class SidecarApiTests
{
    private const string Traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task Metadata_is_the_same_over_both_transports()
    {
        await using var sidecar = await GrpcSidecar.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = 1,
            AppMaxConcurrency = 7,
            AppHealth = new AppHealthOptions { Threshold = 2 },
            Components = [DaprletHost.Component("store", "state.in-memory")],
        });
        using var http = sidecar.Http();

        await sidecar.Client.SetMetadataAsync(new SetMetadataRequest { Key = "owner", Value = "ann" });
        await sidecar.Client.SetMetadataAsync(new SetMetadataRequest { Key = "", Value = "nobody" });
        var metadata = await sidecar.Client.GetMetadataAsync(new GetMetadataRequest());

        Assert.Equal("shop", metadata.Id);
        Assert.Equal(["daprRuntimeVersion", "owner"], metadata.ExtendedMetadata.Keys.Order());
        var component = Assert.Single(metadata.RegisteredComponents);
        Assert.Equal(("store", "state.in-memory", "v1"), (component.Name, component.Type, component.Version));
        Assert.Contains("TRANSACTIONAL", component.Capabilities);
        var app = metadata.AppConnectionProperties;
        Assert.Equal((1, "http", 7, "5s", 2), (app.Port, app.Protocol, app.MaxConcurrency, app.Health.HealthProbeInterval, app.Health.HealthThreshold));
        Assert.Equal("ann", (string?)(await http.GetFromJsonAsync<JsonObject>("metadata"))!["extended"]!["owner"]);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("TRUE", true)]
    public async Task Shutdown_answers_and_then_ends_the_sidecar(string? force, bool forced)
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        await sidecar.Client.ShutdownAsync(new ShutdownRequest(), force is null ? null : new CallHeaders { { "dapr-force-shutdown", force } });

        Assert.Equal(forced, await sidecar.Sidecar.Ended.WaitAsync(GrpcSidecar.Limit));
    }

    [Fact]
    public async Task Reflection_lists_the_services_in_both_versions_and_hands_out_what_they_consist_of()
    {
        await using var sidecar = await GrpcSidecar.StartAsync(new SidecarOptions { AppId = "shop" }, "{ tracing: { samplingRate: \"0\" } }");
        using var call = new ServerReflection.ServerReflectionClient(sidecar.Channel).ServerReflectionInfo();
        using var alpha = new AlphaReflection.ServerReflection.ServerReflectionClient(sidecar.Channel).ServerReflectionInfo();

        var services = (await AskAsync(call, new ServerReflectionRequest { ListServices = "" })).ListServicesResponse.Service.Select(service => service.Name);
        await alpha.RequestStream.WriteAsync(new AlphaReflection.ServerReflectionRequest { ListServices = "" });
        Assert.True(await alpha.ResponseStream.MoveNext().WaitAsync(GrpcSidecar.Limit));
        var files = (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "dapr.proto.runtime.v1.Dapr" })).FileDescriptorResponse.FileDescriptorProto;
        var again = (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "dapr.proto.runtime.v1.GetStateRequest" })).FileDescriptorResponse.FileDescriptorProto;
        var unknown = await AskAsync(call, new ServerReflectionRequest { FileByFilename = "nope.proto", Host = "h" });

        Assert.Equal(["TaskHubSidecarService", "dapr.proto.runtime.v1.Dapr", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"], services);
        Assert.Equal(services, alpha.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
        Assert.True(files.Count > 5, $"{files.Count} files");
        Assert.Single(again);
        Assert.Equal((5, "h", "nope.proto"), (unknown.ErrorResponse.ErrorCode, unknown.ValidHost, unknown.OriginalRequest.FileByFilename));
    }

    [Fact]
    public async Task While_calls_are_traced_reflection_is_taken_for_a_call_to_an_app()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(sidecar.Channel).ServerReflectionInfo();
        using var named = new ServerReflection.ServerReflectionClient(sidecar.Channel).ServerReflectionInfo(new CallHeaders { { "dapr-app-id", "shop" } });

        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(call, new ServerReflectionRequest { ListServices = "" }));

        Assert.Equal((StatusCode.Unknown, "cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata"), (error.StatusCode, error.Status.Detail));
        Assert.NotEmpty((await AskAsync(named, new ServerReflectionRequest { ListServices = "" })).ListServicesResponse.Service);
    }

    [Fact]
    public async Task Answers_carry_the_trace_context_and_the_baggage_as_headers_errors_too()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        var metadata = new CallHeaders { { "traceparent", Traceparent }, { "baggage", "a=1" } };

        using var call = sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "nope", Key = "k" }, metadata);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(GrpcSidecar.Limit));
        var headers = await call.ResponseHeadersAsync;

        Assert.Equal("a=1", headers.GetValue("baggage"));
        Assert.Equal(Convert.FromHexString("4bf92f3577b34da6a3ce929d0e0e4736"), headers.GetValueBytes("grpc-trace-bin")![2..18]);
        var (refused, _) = await GrpcSidecar.FailAsync(sidecar.Client.GetStateAsync(new GetStateRequest(), new CallHeaders { { "baggage", "no pair" } }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith("invalid baggage header: ", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", null)]
    [InlineData("get", "true")]
    public async Task What_a_binding_answers_as_metadata_is_in_the_headers_too_errors_included(string operation, string? errorIfNot2XX)
    {
        await using var target = await TestApp.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            http.Response.Headers["X-Answer"] = "a";
            return http.Response.WriteAsync("no");
        });
        await using var sidecar = await GrpcSidecar.StartAsync(DaprletHost.Component("web", "bindings.http", ("url", $"http://127.0.0.1:{target.Port}"), ("errorIfNot2XX", errorIfNot2XX ?? "false")));

        using var call = sidecar.Client.InvokeBindingAsync(new InvokeBindingRequest { Name = "web", Operation = operation });
        var headers = await call.ResponseHeadersAsync.WaitAsync(GrpcSidecar.Limit);

        Assert.Equal(("404", "a"), (headers.GetValue("metadata.statuscode"), headers.GetValue("metadata.x-answer")));
        if (errorIfNot2XX is null)
            Assert.Equal("no", (await call).Data.ToStringUtf8());
        else
            Assert.Equal((StatusCode.Internal, "error invoking output binding web: received status code 404"), await FailureAsync(call));
    }

    [Fact]
    public async Task Metadata_of_the_call_reaches_a_binding_but_not_what_is_bytes()
    {
        await using var target = await TestApp.StartAsync(http => http.Response.WriteAsync($"{http.Request.Path} {http.Request.Headers.TraceParent}"));
        await using var sidecar = await GrpcSidecar.StartAsync(DaprletHost.Component("web", "bindings.http", ("url", $"http://127.0.0.1:{target.Port}")));
        var metadata = new CallHeaders { { "path", "/from-the-call" }, { "traceparent", Traceparent }, { "x-bin", [1, 2] } };

        var answer = await sidecar.Client.InvokeBindingAsync(new InvokeBindingRequest { Name = "web", Operation = "get" }, metadata);
        var own = await sidecar.Client.InvokeBindingAsync(new InvokeBindingRequest { Name = "web", Operation = "get", Metadata = { ["path"] = "/of-the-request" } }, metadata);

        Assert.StartsWith("/from-the-call 00-4bf92f3577b34da6a3ce929d0e0e4736-", answer.Data.ToStringUtf8(), StringComparison.Ordinal);
        Assert.StartsWith("/of-the-request ", own.Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    private static async Task<(StatusCode, string)> FailureAsync<T>(AsyncUnaryCall<T> call)
    {
        var (error, _) = await GrpcSidecar.FailAsync(call);
        return (error.StatusCode, error.Status.Detail);
    }

    private static async Task<ServerReflectionResponse> AskAsync(AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest request)
    {
        await call.RequestStream.TryWriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(GrpcSidecar.Limit));
        return call.ResponseStream.Current;
    }
}
