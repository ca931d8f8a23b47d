using Daprlet.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;
using Trailers = Grpc.Core.Metadata;

namespace Daprlet.GrpcApi;

/// <summary>Errors as Dapr's gRPC API sends them: the status, and with it a google.rpc.Status that has the details.</summary>
internal static class GrpcErrors
{
    /// <summary>The trailer of the google.rpc.Status.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>With its details; an error that says nothing of them has its code as the reason.</summary>
    public static RpcException ToRpcException(this ApiError error)
    {
        var worded = error.OverGrpc ?? error;
        return worded.Details is { Count: 0 } ? worded.ToPlainRpcException() : ToRpcException(ToStatus(worded.GrpcStatus, worded.Message, worded.Details ?? [new ErrorInfo(worded.Code)]));
    }

    /// <summary>Without details, as blocks do whose errors Dapr has not made rich.</summary>
    public static RpcException ToPlainRpcException(this ApiError error)
    {
        var worded = error.OverGrpc ?? error;
        return new RpcException(new Status(worded.GrpcStatus, worded.Message));
    }

    /// <summary>The value, or the error as an exception.</summary>
    /// <exception cref="RpcException">There is an error.</exception>
    public static T OrThrow<T>(this ApiResult<T> result) => result.Error is { } error ? throw error.ToRpcException() : result.Value!;

    /// <exception cref="RpcException">There is an error.</exception>
    public static void ThrowIfAny(this ApiError? error)
    {
        if (error is not null)
            throw error.ToRpcException();
    }

    /// <summary>The value, or the error as an exception without details.</summary>
    /// <exception cref="RpcException">There is an error.</exception>
    public static T OrThrowPlain<T>(this ApiResult<T> result) => result.Error is { } error ? throw error.ToPlainRpcException() : result.Value!;

    /// <exception cref="RpcException">There is an error; it has no details.</exception>
    public static void ThrowPlain(this ApiError? error)
    {
        if (error is not null)
            throw error.ToPlainRpcException();
    }

    /// <summary>A status with details.</summary>
    public static RpcStatus ToStatus(StatusCode code, string message, IEnumerable<ErrorDetail> details)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(detail => Any.Pack(ToMessage(detail))));
        return status;
    }

    public static RpcException ToRpcException(RpcStatus status) =>
        new(new Status((StatusCode)status.Code, status.Message), new Trailers { { DetailsTrailer, status.ToByteArray() } });

    private static IMessage ToMessage(ErrorDetail detail) => detail switch
    {
        ErrorInfo info => new Google.Rpc.ErrorInfo { Reason = info.Reason, Domain = ErrorInfo.Domain, Metadata = { info.Metadata?.ToDictionary() ?? [] } },
        ResourceInfo resource => new Google.Rpc.ResourceInfo { ResourceType = resource.Type, ResourceName = resource.Name, Description = resource.Description },
        BadRequest request => new Google.Rpc.BadRequest { FieldViolations = { new Google.Rpc.BadRequest.Types.FieldViolation { Field = request.Field ?? "", Description = request.Description } } },
        Help help => new Google.Rpc.Help { Links = { new Google.Rpc.Help.Types.Link { Description = help.Description, Url = help.Url } } },
        _ => throw new ArgumentOutOfRangeException(nameof(detail), detail.GetType().Name, "unknown kind of detail"),
    };
}
