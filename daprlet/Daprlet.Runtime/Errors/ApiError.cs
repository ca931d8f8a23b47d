using Grpc.Core;

namespace Daprlet.Errors;

/// <summary>An error of Dapr's API, whatever the transport.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Dapr's error code, such as <c>ERR_STATE_SAVE</c>.</param>
/// <param name="Message">For a person to read; holds no secret.</param>
/// <param name="Details">The details of a rich error; null for the classic shape, which has none.</param>
public sealed record ApiError(int Status, string Code, string Message, IReadOnlyList<ErrorDetail>? Details = null)
{
    /// <summary>The gRPC status; what is usual for the HTTP status unless Dapr says otherwise.</summary>
    public StatusCode GrpcStatus { get; init; } = Status switch
    {
        400 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        501 => StatusCode.Unimplemented,
        _ => StatusCode.Internal,
    };

    /// <summary>The same error in gRPC's words, where Dapr has others there.</summary>
    public ApiError? OverGrpc { get; init; }
}
