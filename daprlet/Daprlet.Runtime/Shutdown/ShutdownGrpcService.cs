using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Shutdown;

/// <summary>The shutdown API over gRPC.</summary>
/// <param name="shutdown">Ends the sidecar once the answer is out; without waiting for anything when told so.</param>
internal sealed class ShutdownGrpcService(Action<bool> shutdown)
{
    public Empty Shutdown(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var force = http.Request.Headers[ShutdownEndpoint.ForceHeader].Any(value => "true".Equals(value, StringComparison.OrdinalIgnoreCase));
        http.Response.OnCompleted(() =>
        {
            shutdown(force);
            return Task.CompletedTask;
        });
        return new Empty();
    }
}
