using Daprlet.Blocks;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Calls other apps: in this process straight through the callee's sidecar, in another one through its internal port.</summary>
internal sealed class PeerInvoker(SidecarServices services, PeerFinder finder)
{
    /// <summary>The largest body that is kept while it is sent to another process, in case that process dies.</summary>
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly PeerIdentity _identity = new(services.Options.AppId, services.Options.NamespaceOrDefault);

    /// <exception cref="InvocationException">No instance of the app can be called, or the one that was called broke off.</exception>
    public Task<CalleeResponse> SendAsync(InvocationCall call, AppAddress app)
    {
        if (!IsUtf8(call))
            throw new InvocationException("error sending message: rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8");
        call = call with { Identity = new CallIdentity(_identity, app.AppId, IsRemote: true) };
        return finder.InProcess(app) is { Count: > 0 } local
            ? TryEachAsync(call, local, instance => instance.Invoker.InvokeForPeerAsync(call))
            : SendToProcessAsync(call, app);
    }

    /// <summary>Sidecars that cannot be reached are tried again by Dapr's built-in retries, unless the resources have a word to say about the app.</summary>
    private async Task<CalleeResponse> SendToProcessAsync(InvocationCall call, AppAddress app)
    {
        call.Body.KeepUpTo(MaxKeptBytes);
        if (call.IsStreaming || services.Resiliency.HasApp(app.AppId))
            return await SendToOneAsync(call, app);
        var attempts = 0;
        try
        {
            return await services.Resiliency.BuiltIn(BuiltInRetries.Service).RunAsync(token =>
            {
                attempts++;
                return SendToOneAsync(call with { Aborted = token }, app);
            }, call.Aborted, judgeException: e => e is InvocationException { IsUnavailable: true } && call.Body.CanBeSent ? AttemptOutcome.Failed() : AttemptOutcome.FailedFinally());
        }
        catch (InvocationException e) when (e.IsUnavailable)
        {
            throw new InvocationException($"failed to invoke target {app.AppId} after {attempts - 1} retries. Error: {e.Message}", e);
        }
    }

    private async Task<CalleeResponse> SendToOneAsync(InvocationCall call, AppAddress app) =>
        await TryEachAsync(call, await finder.InOtherProcessesAsync(app, call.Aborted), peer => InternalTransport.InvokeAsync(call, peer));

    /// <summary>Tries instances until one can be reached that has an app; the last one's answer or failure counts in any case.</summary>
    private static async Task<CalleeResponse> TryEachAsync<T>(InvocationCall call, IReadOnlyList<T> instances, Func<T, Task<CalleeResponse>> send)
    {
        if (!call.HasMessage)
            throw InvocationException.NoMessage();
        for (var next = 1; next < instances.Count; next++)
        {
            try
            {
                var response = await send(instances[next - 1]);
                if (!response.IsUnreachable || !call.Body.CanBeSent)
                    return response;
                response.Dispose();
            }
            catch (InvocationException e) when ((e.IsUnavailable || e.IsAppAbsent) && call.Body.CanBeSent)
            {
                // an instance that has just died, or whose app is not there yet: the next one is asked
            }
        }
        return await send(instances[^1]);
    }

    /// <summary>Between sidecars of Dapr every text is UTF-8.</summary>
    private static bool IsUtf8(InvocationCall call)
    {
        if (!MethodPath.IsUtf8(call.Method))
            return false;
        foreach (var (_, values) in call.Headers)
        {
            foreach (var value in values)
            {
                if (value is not null && !MethodPath.IsUtf8(value))
                    return false;
            }
        }
        return true;
    }
}
