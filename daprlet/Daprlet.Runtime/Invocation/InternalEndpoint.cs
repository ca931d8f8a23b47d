using System.Security.Cryptography;
using System.Text;
using Daprlet.Observability;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>What answers on a sidecar's internal port: calls from the sidecars of other processes to this one's app (see <see cref="InternalTransport"/>).</summary>
/// <param name="proxy">Answers proxied gRPC calls, which come over HTTP/2.</param>
/// <param name="actors">Answers calls of actors, which say so in a header.</param>
/// <param name="secret">What a caller must show.</param>
internal sealed class InternalEndpoint(AppInvoker app, InternalProxyEndpoint proxy, RequestDelegate actors, string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    public async Task HandleAsync(HttpContext http)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers[InternalTransport.SecretHeader].ToString()), _secret))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        http.Request.Headers.Remove(InternalTransport.SecretHeader);
        TraceContext.Ignore(http);
        try
        {
            await (HttpProtocol.IsHttp2(http.Request.Protocol) ? proxy.HandleAsync(http) : http.Request.Headers.ContainsKey(InternalTransport.ActorHeader) ? actors(http) : InvokeAsync(http));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (e is InvocationException or HttpRequestException or IOException)
        {
            await FailAsync(http, e.Message, e is InvocationException { IsAppAbsent: true } ? InternalTransport.NoApp : InternalTransport.Failed);
        }
    }

    private async Task InvokeAsync(HttpContext http)
    {
        using var answer = await app.InvokeForPeerAsync(InternalCall.Read(http));
        if (answer.Http is { } message)
        {
            http.Response.Headers[InternalTransport.OutcomeHeader] = InternalTransport.AppAnswered;
            await ResponseRelay.CopyAsItIsAsync(message, http.Response, http.RequestAborted);
            return;
        }
        http.Response.Headers[InternalTransport.OutcomeHeader] = InternalTransport.GrpcAppAnswered;
        http.Response.ContentLength = answer.Grpc!.CalculateSize();
        await http.Response.Body.WriteAsync(answer.Grpc.ToByteArray(), http.RequestAborted);
    }

    private static Task FailAsync(HttpContext http, string message, string outcome)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        http.Response.Headers[InternalTransport.OutcomeHeader] = outcome;
        return http.Response.WriteAsync(message);
    }
}
