using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.DeadLetters;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Gateway.Operations;

/// <summary>What administrators see and do across services.</summary>
internal static class OperationsExtensions
{
    public static void AddOperations(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ServiceDeadLetters>();

    public static void MapOperations(this WebApplication app)
    {
        var letters = app.MapGroup(DeadLettersApi.Path).WithTags("Dead letters").AllowWithoutAppToken().RequireAdministrator();
        letters.MapGet("", ListAsync).WithSummary("List the events that services did not handle, the latest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        letters.MapPost("/{id}/replay", ReplayAsync).WithSummary("Have its service handle one again; doing so twice changes nothing")
            .Produces<DeadLetter>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout(); // the forwarder has a limit of its own
    }

    private static async Task<Results<Ok<DeadLetterPage>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageRequest page, HttpRequest request, ServiceDeadLetters letters, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        page.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        return TypedResults.Ok(await letters.ReadAsync(page, BearerToken.Of(request)!, cancellationToken));
    }

    // The id begins with the app whose event it is, and that app alone can handle it.
    private static Task ReplayAsync(string id, HttpContext context, Forwarder forwarder) =>
        ServiceDeadLetters.Apps.FirstOrDefault(app => id.StartsWith(app + ".", StringComparison.Ordinal)) is { } appId
            ? forwarder.ForwardAsync(context, appId)
            : Problems.NotFound("There is no such dead letter.").ExecuteAsync(context);
}
