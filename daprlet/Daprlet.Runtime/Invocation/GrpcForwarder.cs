using System.IO.Pipelines;
using System.Net;
using Daprlet.GrpcApi;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>Passes gRPC calls on as they are, whatever their messages: frames, headers and trailers over HTTP/2, each piece at once.</summary>
internal static class GrpcForwarder
{
    private static readonly Uri NoHost = new("http://localhost/");

    /// <summary>The message for a caller's request, its address without a host.</summary>
    public static HttpRequestMessage Request(HttpContext http, ProxyBody body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, NoHost.MakeRelativeUri(new Uri(NoHost, http.Request.Path.ToUriComponent())))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body.Content(),
        };
        foreach (var (name, values) in http.Request.Headers)
        {
            if (!IsOwn(name))
                ForwardedRequest.Add(message, name, values);
        }
        message.Headers.TE.Add(new("trailers"));
        return message;
    }

    /// <summary>Sends a request and hands the answer to the caller, but for the status at its end. Headers go with the first message: as in Dapr those of an answer without messages are lost.</summary>
    /// <param name="exchange">Sends the request and has the answer relayed.</param>
    /// <param name="maxBytes">The largest message.</param>
    public static async Task<ProxyStatus> ForwardAsync(
        HttpContext http, ProxyBody body, Func<Func<HttpResponseMessage, Task<ProxyStatus>>, Task<ProxyStatus>> exchange, long maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange(answer => RelayAsync(answer, http.Response, maxBytes, cancellationToken));
        }
        catch (RpcException e)
        {
            return ProxyStatus.Of(e.StatusCode, e.Status.Detail);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return body.Failure is { } failure ? ProxyStatus.Of(failure.StatusCode, failure.Status.Detail) : Broken(e);
        }
        finally
        {
            await body.StopAsync();
        }
    }

    private static async Task<ProxyStatus> RelayAsync(HttpResponseMessage answer, HttpResponse response, long maxBytes, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
            return ProxyStatus.Of(OfHttp(answer.StatusCode), $"unexpected HTTP status code received from server: {(int)answer.StatusCode} ({HttpStatusText.Of((int)answer.StatusCode)})");
        if (answer.Headers.NonValidated.Contains("grpc-status"))
            return ProxyStatus.Of(answer, areHeaders: true);
        var reader = new GrpcFrameLimit(PipeReader.Create(await answer.Content.ReadAsStreamAsync(cancellationToken)), maxBytes);
        for (var isComplete = false; !isComplete;)
        {
            var result = await reader.ReadAsync(cancellationToken);
            isComplete = result.IsCompleted;
            if (!result.Buffer.IsEmpty)
            {
                CopyHeaders(answer, response);
                foreach (var segment in result.Buffer)
                    await response.Body.WriteAsync(segment, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
            reader.AdvanceTo(result.Buffer.End);
        }
        return ProxyStatus.Of(answer, areHeaders: false);
    }

    private static void CopyHeaders(HttpResponseMessage answer, HttpResponse response)
    {
        if (response.HasStarted)
            return;
        response.ContentType = response.HttpContext.Request.ContentType; // as Go's server has it
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (!IsOwn(name))
                response.Headers.Append(name, new StringValues([.. values]));
        }
    }

    /// <summary>What belongs to a connection, or to the sidecars.</summary>
    private static bool IsOwn(string name) =>
        name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase)
        || (HeaderRules.IsDropped(name, []) && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase));

    /// <summary>A call that broke off, in gRPC's words for HTTP/2's (gRPC over HTTP/2, errors).</summary>
    private static ProxyStatus Broken(Exception e)
    {
        var reset = e as HttpProtocolException ?? e.InnerException as HttpProtocolException;
        var code = reset?.ErrorCode switch
        {
            null or 0x7 or -1 => StatusCode.Unavailable, // the connection ended, or REFUSED_STREAM
            0x8 => StatusCode.Cancelled, // CANCEL
            0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
            0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
            _ => StatusCode.Internal,
        };
        return ProxyStatus.Of(code, e.Message) with { IsUnreachable = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } };
    }

    /// <summary>The status for an answer that is none of gRPC's (gRPC, HTTP to gRPC status code mapping).</summary>
    private static StatusCode OfHttp(HttpStatusCode status) => (int)status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
