using Grpc.Core;

namespace DaprShop.Tests.Daprlet.Grpc;

/// <summary>What clients of streams have in common.</summary>
internal static class ClientStreams
{
    /// <summary>Writes a message to a call that the server may have ended already: how it ended is for the reader.</summary>
    public static async Task TryWriteAsync<T>(this IClientStreamWriter<T> stream, T message)
    {
        try
        {
            await stream.WriteAsync(message);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // the call has ended
        }
    }
}
