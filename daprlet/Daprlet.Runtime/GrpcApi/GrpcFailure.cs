using System.Globalization;
using System.Text;
using Daprlet.Errors;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RpcStatus = Google.Rpc.Status;

namespace Daprlet.GrpcApi;

/// <summary>Answers of the pipeline to calls that do not get as far as a method: a status and nothing else, in one block of headers that ends the call.</summary>
internal static class GrpcFailure
{
    private const string ContentType = "application/grpc";

    public static Task AnswerAsync(HttpContext http, StatusCode code, string message)
    {
        http.Response.ContentType = ContentType;
        http.Response.Headers["grpc-status"] = $"{(int)code}";
        if (message.Length > 0)
            http.Response.Headers["grpc-message"] = Escape(message);
        return Task.CompletedTask;
    }

    public static Task AnswerAsync(HttpContext http, RpcStatus status)
    {
        http.Response.Headers[GrpcErrors.DetailsTrailer] = Convert.ToBase64String(status.ToByteArray());
        return AnswerAsync(http, (StatusCode)status.Code, status.Message);
    }

    /// <summary>An error that Dapr first has as an HTTP status, of which the reason stands in the details alone.</summary>
    /// <param name="httpStatus">Such as 401.</param>
    /// <param name="message">What the status is called, such as <c>Unauthorized</c>.</param>
    public static Task OfHttpAsync(HttpContext http, StatusCode code, int httpStatus, string message, string reason)
    {
        var info = new ErrorInfo(message, ("http.code", $"{httpStatus}"), ("http.error_message", reason));
        return AnswerAsync(http, GrpcErrors.ToStatus(code, message, [info]));
    }

    /// <summary>As gRPC has it: only what is not printable ASCII is escaped, and the escape itself. Clients undo no more than that.</summary>
    public static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length);
        foreach (var utf8 in Encoding.UTF8.GetBytes(message))
            _ = utf8 is >= (byte)' ' and <= (byte)'~' and not (byte)'%' ? escaped.Append((char)utf8) : escaped.Append(CultureInfo.InvariantCulture, $"%{utf8:X2}");
        return escaped.ToString();
    }
}
