using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using DaprShop.Tests.Daprlet.Grpc;
using Google.Protobuf.Reflection;
using Grpc.Core;
using DaprApi = Daprlet.Grpc.Runtime.V1.Dapr;

namespace DaprShop.Tests.Daprlet.GrpcApi;

/// <summary>Whatever method of Dapr's a client calls, it learns why it gets no answer.</summary>
public sealed class MissingBlockTests
{
    private static readonly Dictionary<string, string> Blocks = new()
    {
        ["Workflow"] = "workflow",
        ["Job"] = "jobs",
        ["Subtle"] = "cryptography",
        ["BinaryFile"] = "binary store",
        ["Collection"] = "vector store",
        ["Vectors"] = "vector store",
        ["Index"] = "search",
        ["Documents"] = "search",
        ["Search"] = "search",
    };

    [Fact]
    public void Every_method_of_Daprs_service_is_in_one_group()
    {
        var grouped = ApiGroups.All.SelectMany(group => group.Methods).ToList();

        Assert.Equal(DaprApi.Descriptor.Methods.Select(method => method.Name).Order(), grouped.Order());
    }

    [Fact]
    public async Task A_method_of_a_building_block_that_daprlet_does_not_have_is_UNIMPLEMENTED_and_names_the_block()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        var methods = DaprApi.Descriptor.Methods.Where(method => BlockOf(method) is not null).ToList();
        Assert.Equal(51, methods.Count);

        foreach (var method in methods)
        {
            var error = await FailAsync(sidecar, method);
            Assert.Equal((StatusCode.Unimplemented, $"daprlet does not have the building block {BlockOf(method)}, daprd does"), (error.StatusCode, error.Status.Detail));
        }
    }

    [Fact]
    public async Task No_other_method_is_UNIMPLEMENTED()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var unimplemented = new List<string>();
        foreach (var method in DaprApi.Descriptor.Methods.Where(method => BlockOf(method) is null && method.Name is not nameof(DaprApi.DaprBase.Shutdown)))
        {
            if (await CallAsync(sidecar, method) is { StatusCode: StatusCode.Unimplemented })
                unimplemented.Add(method.Name);
        }

        Assert.Empty(unimplemented);
    }

    [Fact]
    public async Task A_worker_of_workflows_learns_that_there_is_no_engine()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        var hello = Method("TaskHubSidecarService", "Hello", MethodType.Unary);

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Channel.CreateCallInvoker().AsyncUnaryCall(hello, null, new CallOptions(), []));

        Assert.Equal((StatusCode.Unimplemented, "daprlet does not have the building block workflow, daprd does"), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Conversation_and_cryptography_answer_as_a_daprd_without_their_components()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var (conversation, _) = await GrpcSidecar.FailAsync(sidecar.Client.ConverseAlpha2Async(new ConversationRequestAlpha2 { Name = "llm" }));
        using var encryption = sidecar.Client.EncryptAlpha1();
        await encryption.RequestStream.TryWriteAsync(new EncryptRequest { Options = new EncryptRequestOptions { KeyName = "k", KeyWrapAlgorithm = "RSA" } });
        var cryptography = await Assert.ThrowsAsync<RpcException>(() => encryption.ResponseStream.MoveNext().WaitAsync(GrpcSidecar.Limit));

        Assert.Equal((StatusCode.InvalidArgument, "failed finding conversation component llm"), (conversation.StatusCode, conversation.Status.Detail));
        Assert.Equal((StatusCode.Internal, "crypto providers not configured"), (cryptography.StatusCode, cryptography.Status.Detail));
    }

    private static string? BlockOf(MethodDescriptor method) => Blocks.FirstOrDefault(block => method.Name.Contains(block.Key, StringComparison.Ordinal)).Value;

    private static async Task<RpcException> FailAsync(GrpcSidecar sidecar, MethodDescriptor method) =>
        await CallAsync(sidecar, method) ?? throw new InvalidOperationException($"{method.Name} has not failed");

    /// <summary>Calls a method with an empty message; the error, or null where there is an answer.</summary>
    private static async Task<RpcException?> CallAsync(GrpcSidecar sidecar, MethodDescriptor method)
    {
        using var limit = new CancellationTokenSource(GrpcSidecar.Limit);
        var options = new CallOptions(cancellationToken: limit.Token);
        var invoker = sidecar.Channel.CreateCallInvoker();
        try
        {
            if (!method.IsClientStreaming && !method.IsServerStreaming)
            {
                await invoker.AsyncUnaryCall(Method(DaprApi.Descriptor.FullName, method.Name, MethodType.Unary), null, options, []);
                return null;
            }
            using var call = invoker.AsyncDuplexStreamingCall(Method(DaprApi.Descriptor.FullName, method.Name, MethodType.DuplexStreaming), null, options);
            await SendAsync(call.RequestStream, limit.Token);
            while (await call.ResponseStream.MoveNext(limit.Token))
            {
                // Streams end with a status.
            }
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    /// <summary>A sidecar may end the call before it has read anything; then its status counts.</summary>
    private static async Task SendAsync(IClientStreamWriter<byte[]> requests, CancellationToken cancellationToken)
    {
        try
        {
            await requests.WriteAsync([], cancellationToken);
            await requests.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The status follows.
        }
    }

    private static Method<byte[], byte[]> Method(string service, string name, MethodType type)
    {
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        return new Method<byte[], byte[]>(type, service, name, bytes, bytes);
    }
}
