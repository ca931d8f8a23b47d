using System.Text;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Internal.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;
using RpcStatus = Google.Rpc.Status;

namespace Daprlet.Apps;

/// <summary>Answers of an app that speaks gRPC, from what gRPC's client makes of them.</summary>
internal static class GrpcAnswers
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public static AppAnswer Succeeded(InvokeResponse message, CallMetadata headers, CallMetadata trailers)
    {
        var answer = new AppAnswer { Status = new RpcStatus(), Message = message };
        Add(answer.Headers, headers);
        Add(answer.Trailers, trailers);
        return answer;
    }

    public static AppAnswer Failed(RpcException failure, CallMetadata headers)
    {
        var answer = Failed(failure.StatusCode, failure.Status.Detail);
        answer.IsUnreachable = failure.Status.DebugException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        if (failure.Trailers.GetValueBytes(DetailsTrailer) is { } details && TryParse(details) is { } rich)
            answer.Status.Details.Add(rich.Details);
        if (headers.Get(GrpcAppHandler.TrailersOnly) is null)
            Add(answer.Headers, headers);
        Add(answer.Trailers, failure.Trailers);
        return answer;
    }

    public static AppAnswer Failed(StatusCode code, string message) => new() { Status = new RpcStatus { Code = (int)code, Message = message } };

    /// <summary>The text of an entry.</summary>
    public static string Text(this MetadataEntry entry) => Encoding.Latin1.GetString(entry.Value.Span);

    private static void Add(RepeatedField<MetadataEntry> entries, CallMetadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key is not (DetailsTrailer or GrpcAppHandler.TrailersOnly))
                entries.Add(new MetadataEntry { Name = entry.Key, Value = entry.IsBinary ? ByteString.CopyFrom(entry.ValueBytes) : ByteString.CopyFrom(entry.Value, Encoding.Latin1) });
        }
    }

    /// <summary>Details that are none are left out.</summary>
    private static RpcStatus? TryParse(byte[] details)
    {
        try
        {
            return RpcStatus.Parser.ParseFrom(details);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
