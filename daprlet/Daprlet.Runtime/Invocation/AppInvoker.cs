using Daprlet.Apps;
using Daprlet.Http;

namespace Daprlet.Invocation;

/// <summary>The callee's end of an invocation: its app, with the rules of its own sidecar, whichever way the call came.</summary>
internal sealed class AppInvoker(AppConnection app)
{
    /// <summary>Whether a call has a chance: there is an app, and nothing says that it is down.</summary>
    public bool IsHealthy => app.Channel is { IsHealthy: true };

    /// <summary>Whether there is an app at all.</summary>
    public bool HasApp => app.Channel is not null;

    /// <summary>Calls the app for another one's sidecar, which hears of a failure in the words that Dapr has between sidecars.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<AppResponse> SendForPeerAsync(HttpRequestMessage request, string method, string query, CancellationToken cancellationToken)
    {
        if (!HasApp)
            throw InvocationException.NoApp();
        try
        {
            return await SendAsync(request, method, query, cancellationToken);
        }
        catch (InvocationException e)
        {
            throw InvocationException.InvokingAppChannel(e);
        }
    }

    /// <summary>Calls the app and answers as soon as the headers of its answer are there.</summary>
    /// <param name="request">What the app gets, without an address.</param>
    /// <param name="method">The normalised path of the method.</param>
    /// <param name="query">The raw query with its question mark, or nothing.</param>
    /// <exception cref="InvocationException">The app cannot be called, or broke off.</exception>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, string method, string query, CancellationToken cancellationToken)
    {
        if (app.Channel is not HttpAppChannel channel)
            throw new InvocationException("cannot invoke local endpoint: app channel not initialized");
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
