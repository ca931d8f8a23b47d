using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Daprlet.GrpcApi;

/// <summary>Refuses to send answers that are larger than the limit, in the words of Go's server.</summary>
internal sealed class SendLimitInterceptor(long maxBytes) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Checked(await continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(request, new Limited<TResponse>(this, responseStream), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(requestStream, new Limited<TResponse>(this, responseStream), context);

    private T Checked<T>(T message)
    {
        var size = ((IMessage)message!).CalculateSize();
        return size <= maxBytes ? message : throw new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: trying to send message larger than max ({size} vs. {maxBytes})"));
    }

    private sealed class Limited<T>(SendLimitInterceptor limit, IServerStreamWriter<T> writer) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => writer.WriteOptions;
            set => writer.WriteOptions = value;
        }

        public Task WriteAsync(T message) => writer.WriteAsync(limit.Checked(message));

        public Task WriteAsync(T message, CancellationToken cancellationToken) => writer.WriteAsync(limit.Checked(message), cancellationToken);
    }
}
