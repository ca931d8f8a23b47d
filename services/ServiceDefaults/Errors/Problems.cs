using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>Errors as RFC 9457 problem details with a stable <c>code</c> and the <c>traceId</c> of the request.</summary>
public static class Problems
{
    /// <summary>A problem with a code of its own.</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="code">What went wrong, in <c>snake_case</c>; clients switch on it, so it never changes.</param>
    /// <param name="detail">What went wrong, for a person; no secrets, no internals.</param>
    /// <param name="extensions">Further members, such as the id of the product that ran out.</param>
    public static ProblemHttpResult Create(
        int status, string code, string detail, params ReadOnlySpan<KeyValuePair<string, object?>> extensions)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = detail,
            Extensions = { ["code"] = code },
        };
        foreach (var (name, value) in extensions)
            problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>404 for a thing that is not there, or not for this caller.</summary>
    public static ProblemHttpResult NotFound(string detail) =>
        Create(StatusCodes.Status404NotFound, ErrorCodes.ForStatus(StatusCodes.Status404NotFound), detail);

    /// <summary>409 with a code of its own.</summary>
    public static ProblemHttpResult Conflict(string code, string detail) => Create(StatusCodes.Status409Conflict, code, detail);

    /// <summary>400 with a message for each field that is wrong.</summary>
    /// <param name="errors">Messages by the name of the field in the request's JSON or query.</param>
    /// <param name="code">The problem's code.</param>
    /// <param name="detail">What is wrong as a whole.</param>
    public static ProblemHttpResult Invalid(
        IReadOnlyDictionary<string, string[]> errors,
        string code = ErrorCodes.ValidationFailed,
        string detail = "One or more fields are not valid.") =>
        Create(StatusCodes.Status400BadRequest, code, detail, new KeyValuePair<string, object?>("errors", errors));

    internal static void AddProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<ProblemExceptionHandler>();
    }

    internal static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Create(
            context.HttpContext.Response.StatusCode,
            ErrorCodes.ForStatus(context.HttpContext.Response.StatusCode),
            ReasonPhrases.GetReasonPhrase(context.HttpContext.Response.StatusCode) + ".").ExecuteAsync(context.HttpContext));
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions.TryAdd("code", ErrorCodes.ForStatus(problem.Status ?? context.HttpContext.Response.StatusCode));
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
    }
}
