using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection;
using Grpc.Reflection.V1;

namespace Daprlet.GrpcApi;

/// <summary>
/// Server reflection as Go's server has it: the names of the services, and the descriptors of what they consist of. The messages of its two versions are
/// alike, so one serves both.
/// </summary>
/// <param name="services">The full names of the services that are listed.</param>
/// <param name="files">What the services are described in.</param>
internal sealed class ReflectionService(IEnumerable<string> services, IEnumerable<FileDescriptor> files) : ServerReflection.ServerReflectionBase
{
    private const string AlphaName = "grpc.reflection.v1alpha.ServerReflection";

    // Go's protobuf library writes the space so that nobody compares its texts, and daprd's build has this one.
    private const string NotFound = "proto:\u00a0not found";

    private readonly IReadOnlyList<string> _services = [.. services.Append(AlphaName).Append(ServerReflection.Descriptor.FullName).Order(StringComparer.Ordinal)];
    private readonly SymbolRegistry _symbols = SymbolRegistry.FromFiles(files.Append(ReflectionReflection.Descriptor));

    /// <summary>Binds both versions.</summary>
    public void Bind(ServiceBinderBase binder)
    {
        ServerReflection.BindService(binder, this);
        var alpha = new Method<ServerReflectionRequest, ServerReflectionResponse>(
            MethodType.DuplexStreaming, AlphaName, nameof(ServerReflectionInfo), Marshaller(ServerReflectionRequest.Parser), Marshaller(ServerReflectionResponse.Parser));
        binder.AddMethod(alpha, ServerReflectionInfo);
    }

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        var sent = new HashSet<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var response = Answer(request, sent);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request, HashSet<string> sent) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.ListServices =>
            new() { ListServicesResponse = new ListServiceResponse { Service = { _services.Select(name => new ServiceResponse { Name = name }) } } },
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(_symbols.FileByName(request.FileByFilename), sent),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => Files(_symbols.FileContainingSymbol(request.FileContainingSymbol), sent),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType when _symbols.FileContainingSymbol(request.AllExtensionNumbersOfType) is not null =>
            new() { AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType } },
        ServerReflectionRequest.MessageRequestOneofCase.None => throw new RpcException(new Status(StatusCode.InvalidArgument, "invalid MessageRequest: <nil>")),
        _ => Unknown(),
    };

    /// <summary>The file, and of those that it needs the ones that the stream has not had yet.</summary>
    private static ServerReflectionResponse Files(FileDescriptor? file, HashSet<string> sent)
    {
        if (file is null)
            return Unknown();
        var response = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        sent.Add(file.Name);
        var waiting = new Queue<FileDescriptor>(file.Dependencies);
        while (waiting.TryDequeue(out var next))
        {
            if (!sent.Add(next.Name))
                continue;
            response.FileDescriptorProto.Add(next.SerializedData);
            foreach (var dependency in next.Dependencies)
                waiting.Enqueue(dependency);
        }
        return new ServerReflectionResponse { FileDescriptorResponse = response };
    }

    private static ServerReflectionResponse Unknown() => new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = NotFound } };

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser) where T : class, IMessage<T> =>
        Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
}
