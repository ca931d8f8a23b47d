using Daprlet.GrpcApi;
using Daprlet.Sidecars;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>What answers proxied gRPC calls on a sidecar's internal port: those of other processes' sidecars to this one's app. The caller has been checked.</summary>
internal sealed class InternalProxyEndpoint(AppInvoker app, SidecarOptions options)
{
    public async Task HandleAsync(HttpContext http)
    {
        GrpcFrameLimit.Apply(http, options.MaxBodyBytes);
        using var body = new ProxyBody(http.Request.BodyReader, isUnary: false);
        try
        {
            var status = app.GrpcApp is { } channel
                ? await GrpcForwarder.ForwardAsync(http, body, relay => channel.ForwardAsync(GrpcForwarder.Request(http, body), relay, http.RequestAborted), options.MaxBodyBytes, http.RequestAborted)
                : ProxyStatus.Of(StatusCode.Unavailable, "connection error: the app does not speak gRPC") with { IsUnreachable = true };
            if (status.IsUnreachable && !http.Response.HasStarted)
                http.Response.Headers[InternalTransport.OutcomeHeader] = InternalTransport.NoApp;
            status.Write(http.Response);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
    }
}
