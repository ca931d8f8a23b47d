using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>The values of <c>code</c> in a problem that more than one service answers. They never change their meaning.</summary>
public static class ErrorCodes
{
    public const string AppTokenRequired = "app_token_required";
    public const string IdentityUnavailable = "identity_unavailable";
    public const string InternalError = "internal_error";
    public const string MalformedBody = "malformed_body";
    public const string PreconditionFailed = "precondition_failed";
    public const string PreconditionRequired = "precondition_required";
    public const string SidecarUnavailable = "sidecar_unavailable";
    public const string TooManyUnpaidOrders = "too_many_unpaid_orders";
    public const string TooManyUnpaidPieces = "too_many_unpaid_pieces";
    public const string UnpaidForTooLong = "unpaid_for_too_long";
    public const string ValidationFailed = "validation_failed";

    /// <summary>The code of a problem that has no better one than its status.</summary>
    public static string ForStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "bad_request",
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status402PaymentRequired => "payment_required",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status406NotAcceptable => "not_acceptable",
        StatusCodes.Status408RequestTimeout => "request_timeout",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status412PreconditionFailed => PreconditionFailed,
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status414UriTooLong => "uri_too_long",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status422UnprocessableEntity => "unprocessable",
        StatusCodes.Status428PreconditionRequired => PreconditionRequired,
        StatusCodes.Status429TooManyRequests => "too_many_requests",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "headers_too_large",
        StatusCodes.Status502BadGateway => "bad_gateway",
        StatusCodes.Status503ServiceUnavailable => "service_unavailable",
        StatusCodes.Status504GatewayTimeout => "gateway_timeout",
        < 500 => "bad_request",
        _ => InternalError,
    };
}
