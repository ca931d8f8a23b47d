using System.Text.Json;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>
/// What is said of a request that the server or the framework could not read. Their own words name types and settings of the program,
/// so none of them reaches the caller.
/// </summary>
internal static class BadRequests
{
    public static ProblemHttpResult ToProblem(HttpContext context, BadHttpRequestException exception) => exception switch
    {
        { InnerException: JsonException json } => FromJson(json),
        { StatusCode: StatusCodes.Status400BadRequest } => FromBinding(context),
        _ => Of(exception.StatusCode),
    };

    /// <summary>408: the caller took too long to send the body.</summary>
    public static ProblemHttpResult BodyTooSlow() => Of(StatusCodes.Status408RequestTimeout);

    private static ProblemHttpResult Of(int status) => Problems.Create(status, ErrorCodes.ForStatus(status), Detail(status));

    private static ProblemHttpResult FromBinding(HttpContext context)
    {
        if (UnreadableParameters.Of(context) is { Count: > 0 } errors) return Problems.Invalid(errors);
        return Problems.Create(StatusCodes.Status400BadRequest, ErrorCodes.ForStatus(StatusCodes.Status400BadRequest),
            context.Request.Body is LimitedBody { IsBroken: true }
                ? "The body is not as its headers say, or ends early."
                : "The request needs a JSON body.");
    }

    private static string Detail(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The body did not come in time.",
        StatusCodes.Status413PayloadTooLarge => "The body must not be larger than 1 MiB.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON in UTF-8, with the Content-Type application/json.",
        _ => "The request cannot be read.",
    };

    private static ProblemHttpResult FromJson(JsonException exception)
    {
        // The reader's own exception stands inside when the text is no JSON at all, and there its path is of no use.
        if (exception.InnerException is JsonException)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, ErrorCodes.MalformedBody,
                $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }

        var message = exception is InvalidFieldException ? exception.Message : "Of the wrong type, out of range, or not a known field.";
        return Problems.Invalid(
            new Dictionary<string, string[]> { [FieldName(exception.Path)] = [message] },
            ErrorCodes.MalformedBody, "The body does not have the expected form.");
    }

    // "$" is the body, "$.a[0].b" a field of it, and "$['a b']" one whose name is no simple word.
    private static string FieldName(string? path) => path switch
    {
        null or "$" => "body",
        _ when path.StartsWith("$.", StringComparison.Ordinal) => path[2..],
        _ => path[1..],
    };
}
