using Daprlet.Apps;
using Daprlet.Grpc.Internal.V1;
using Daprlet.Http;

namespace Daprlet.Invocation;

/// <summary>The callee's end of an invocation: its app, with the rules of its own sidecar, whichever way the call came.</summary>
internal sealed class AppInvoker(AppConnection app)
{
    /// <summary>Whether a call has a chance: there is an app, and nothing says that it is down.</summary>
    public bool IsHealthy => app.Channel is { IsHealthy: true };

    /// <summary>Whether there is an app at all.</summary>
    public bool HasApp => app.Channel is not null;

    /// <summary>The app, if it speaks gRPC.</summary>
    public GrpcAppChannel? GrpcApp => app.Channel as GrpcAppChannel;

    /// <summary>Calls the app for another one's sidecar, which hears of a failure in the words that Dapr has between sidecars.</summary>
    /// <inheritdoc cref="InvokeAsync(InvocationCall, CalleeKind)"/>
    public async Task<CalleeResponse> InvokeForPeerAsync(InvocationCall call)
    {
        if (!HasApp)
            throw InvocationException.NoApp();
        try
        {
            return await InvokeAsync(call, CalleeKind.Peer);
        }
        catch (InvocationException e)
        {
            throw InvocationException.InvokingAppChannel(e);
        }
    }

    /// <summary>Calls the app, in the protocol that it speaks.</summary>
    /// <param name="call">Its method is normalised.</param>
    /// <exception cref="InvocationException">The app cannot be called, or broke off.</exception>
    public async Task<CalleeResponse> InvokeAsync(InvocationCall call, CalleeKind kind)
    {
        if (app.Channel is GrpcAppChannel channel)
            return channel.IsHealthy ? new CalleeResponse(kind, await InvokeAsync(channel, call)) : throw InvocationException.AppUnhealthy();
        if (call.Verb is null)
            throw app.Channel is null ? InvocationException.NotInitialized() : InvocationException.MissingVerb();
        var answer = await SendAsync(ForwardedRequest.Of(call), call.Method, call.Query, call.Aborted);
        return new CalleeResponse(kind, answer.Message, answer);
    }

    private static async Task<AppAnswer> InvokeAsync(GrpcAppChannel channel, InvocationCall call)
    {
        try
        {
            return await GrpcAppInvoker.InvokeAsync(channel, call);
        }
        catch (HttpRequestException e)
        {
            throw new InvocationException(e.Message, e) { IsUnavailable = true };
        }
    }

    /// <summary>Calls an app that speaks HTTP and answers as soon as the headers of its answer are there.</summary>
    /// <param name="request">What the app gets, without an address.</param>
    /// <param name="method">The normalised path of the method.</param>
    /// <param name="query">The raw query with its question mark, or nothing.</param>
    /// <exception cref="InvocationException">The app cannot be called, or broke off.</exception>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, string method, string query, CancellationToken cancellationToken)
    {
        if (app.Channel is not HttpAppChannel channel)
            throw InvocationException.NotInitialized();
        if (!InvocationVerb.CanBeSent(request.Method))
            throw InvocationException.InvalidVerb();
        if (!channel.IsHealthy)
            throw InvocationException.AppUnhealthy();
        request.RequestUri = TargetUrl.Of(channel.BaseAddress.GetLeftPart(UriPartial.Authority), method, query);
        var compressed = TransparentGzip.Ask(request);
        try
        {
            var response = await channel.SendAsync(request, cancellationToken);
            if (compressed)
                TransparentGzip.Undo(response.Message);
            return response;
        }
        catch (HttpRequestException e)
        {
            throw new InvocationException($"{request.Method} \"{request.RequestUri}\": {e.Message}", e) { IsUnavailable = e.HttpRequestError == HttpRequestError.ConnectionError };
        }
    }
}
