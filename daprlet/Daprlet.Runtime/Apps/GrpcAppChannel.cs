using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Internal.V1;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Apps;

/// <summary>The way to an app that speaks gRPC. As in Dapr invocations alone count against the app's concurrency; events, questions and proxied calls do not.</summary>
public sealed class GrpcAppChannel : AppChannel
{
    private readonly HttpMessageInvoker _client;
    private readonly GrpcChannel _channel;

    /// <inheritdoc cref="AppChannel(Uri, string?, int)"/>
    /// <param name="maxMessageBytes">The largest message either way.</param>
    internal GrpcAppChannel(Uri baseAddress, string? token, int maxConcurrency, long maxMessageBytes) : base(baseAddress, token, maxConcurrency)
    {
        var handler = new GrpcAppHandler(AcceptOwnApp);
        MaxMessageBytes = (int)Math.Min(maxMessageBytes, int.MaxValue);
        _client = new HttpMessageInvoker(handler, disposeHandler: false);
        _channel = GrpcChannel.ForAddress(baseAddress, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxSendMessageSize = MaxMessageBytes,
        });
        Callback = new AppCallback.AppCallbackClient(_channel);
        CallbackAlpha = new AppCallbackAlpha.AppCallbackAlphaClient(_channel);
    }

    /// <summary>The largest message either way.</summary>
    internal int MaxMessageBytes { get; }

    /// <summary>What the app has for its sidecar; to be called within <see cref="CallAsync"/>.</summary>
    internal AppCallback.AppCallbackClient Callback { get; }

    /// <inheritdoc cref="Callback"/>
    internal AppCallbackAlpha.AppCallbackAlphaClient CallbackAlpha { get; }

    /// <summary>Makes one call of the app's callbacks, which does not count against the app's concurrency.</summary>
    /// <param name="call">Such as <c>options => app.Callback.OnTopicEventAsync(request, options)</c>; the options bring metadata, token and cancellation.</param>
    /// <param name="metadata">What goes with the call, beside the token; changed by it.</param>
    /// <exception cref="RpcException">The app's own status, or UNAVAILABLE where it cannot be reached or the sidecar has ended.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled from here.</exception>
    internal async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CallMetadata? metadata, CancellationToken cancellationToken)
    {
        using var begun = BeginOrRefuse();
        using var running = call(Options(metadata ?? [], cancellationToken));
        try
        {
            return await running;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Calls a method of the app for another one. Whatever the app says is an answer; so is that it cannot be reached.</summary>
    /// <param name="metadata">What goes with the call, beside the token; changed by it.</param>
    /// <exception cref="HttpRequestException">The sidecar has ended.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled from here.</exception>
    internal async Task<AppAnswer> InvokeAsync(InvokeRequest request, CallMetadata metadata, CancellationToken cancellationToken)
    {
        using var begun = await BeginInTurnAsync(cancellationToken);
        using var running = Callback.OnInvokeAsync(request, Options(metadata, cancellationToken));
        try
        {
            var message = await running;
            return GrpcAnswers.Succeeded(message, await running.ResponseHeadersAsync, running.GetTrailers());
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (RpcException e)
        {
            return GrpcAnswers.Failed(e, running.ResponseHeadersAsync is { IsCompletedSuccessfully: true, Result: var headers } ? headers : []);
        }
    }

    /// <summary>Passes a call of the app's own services on, frame by frame.</summary>
    /// <param name="request">With a path for its address.</param>
    /// <param name="read">Reads the answer, body and trailers.</param>
    /// <exception cref="HttpRequestException">The app cannot be reached or broke off, or the sidecar has ended.</exception>
    internal async Task<T> ForwardAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        using var begun = Begin();
        request.RequestUri = new Uri(BaseAddress, request.RequestUri!);
        if (Token is not null)
        {
            request.Headers.Remove(TokenHeader);
            request.Headers.TryAddWithoutValidation(TokenHeader, Token);
        }
        using var answer = await _client.SendAsync(request, cancellationToken);
        return await read(answer);
    }

    internal override async Task<bool> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await new AppCallbackHealthCheck.AppCallbackHealthCheckClient(_channel).HealthCheckAsync(new Empty(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _channel.Dispose();
            _client.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <exception cref="RpcException">The sidecar has ended.</exception>
    private AppCall BeginOrRefuse()
    {
        try
        {
            return Begin();
        }
        catch (HttpRequestException e)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Message, e));
        }
    }

    private CallOptions Options(CallMetadata metadata, CancellationToken cancellationToken)
    {
        if (Token is not null)
        {
            foreach (var given in metadata.GetAll(TokenHeader).ToList())
                metadata.Remove(given);
            metadata.Add(TokenHeader, Token);
        }
        return new CallOptions(metadata, cancellationToken: cancellationToken);
    }
}
