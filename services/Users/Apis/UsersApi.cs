using System.Security.Claims;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using DaprShop.Users.Accounts;
using DaprShop.Users.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Users.Apis;

/// <summary>Registration, and what users see and change of themselves.</summary>
internal static class UsersApi
{
    public static void MapUsersApi(this WebApplication app)
    {
        var users = app.MapGroup("/api/v1/users").WithTags("Users").ProducesProblem(StatusCodes.Status400BadRequest);
        users.MapPost("", RegisterAsync).WithSummary("Register")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        users.MapGet("/me", GetAsync).WithSummary("The account of the user who is logged in").RequireUser();
        users.MapPut("/me", ChangeAsync).WithSummary("Change the address, the password, or both, with the password of now; another password ends all sessions")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireUser();
    }

    private static async Task<Results<Created<UserResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, AccountStore accounts, Passwords passwords, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.RequireUsername(request.Username);
        validation.RequireEmail(request.Email);
        validation.RequirePassword(request.Password, "password", request.Username, request.Email);
        if (validation.Failed(out var problem)) return problem;
        if (request.Username!.Equals(AccountRules.AdministratorName, StringComparison.OrdinalIgnoreCase)) return Taken();

        var now = time.GetUtcNow();
        var account = new Account(
            Guid.CreateVersion7(now), request.Username, request.Email!,
            await passwords.HashAsync(request.Password!, ClientNetwork.Of(ClientAddress.Of(http.Request)), cancellationToken), Roles.Customer, Revision: 1, now);
        if (await accounts.AddAsync(account, cancellationToken) is not { } added) return Taken();
        http.Response.SetETag(Tag(added));
        return TypedResults.Created("/api/v1/users/me", UserResponse.From(added));
    }

    private static async Task<Results<Ok<UserResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        ClaimsPrincipal user, AccountStore accounts, HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(user.UserId(), cancellationToken) is not { } account) return Gone();
        response.SetETag(Tag(account));
        return request.HasCurrent(Tag(account))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(UserResponse.From(account));
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> ChangeAsync(
        ChangeRequest change, ClaimsPrincipal user, AccountStore accounts, Passwords passwords, LoginLimiter limiter, EventPublisher events,
        TimeProvider time, HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.RequireEmail(change.Email);
        if (change.NewPassword is not null) validation.RequirePassword(change.NewPassword, "newPassword", user.UserName(), change.Email);
        if (validation.Failed(out var problem)) return problem;
        if (await accounts.FindAsync(user.UserId(), cancellationToken) is not { } account) return Gone();
        if (request.RequireMatch(Tag(account)) is { } stale) return stale;
        if (change.NewPassword is not null && account.Role == Roles.Administrator) return Managed();

        var address = ClientAddress.Of(request);
        if (change.NewPassword is not null || change.Email != account.Email)
        {
            var (isMade, verified) = await limiter.TryAsync(account.Username, address,
                () => passwords.VerifyAsync(account, change.CurrentPassword ?? "", ClientNetwork.Of(address), cancellationToken));
            if (!isMade) return SessionsApi.TooManyTries(response);
            validation.Require(verified is not null, "currentPassword", "Must be the password that you have now.");
            if (validation.Failed(out var wrong)) return wrong;
        }

        var newHash = change.NewPassword is null ? null : await passwords.HashAsync(change.NewPassword, ClientNetwork.Of(address), cancellationToken);

        // The former address is told before it is taken away, so that a crash in between leaves no change untold.
        var told = new EmailChanged(account.Id, Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow());
        if (change.Email != account.Email) await events.PublishAsync(told.Envelope(), told, cancellationToken);
        ProblemHttpResult? conflict = null;
        var changed = await accounts.UpdateAsync(account.Id, current =>
        {
            // With If-Match: *, too: the password was verified, and the former address told, of the account that was read.
            conflict = current.Revision == account.Revision ? null : EntityTags.Stale();
            if (conflict is not null) return current;
            var withEmail = current.WithEmail(change.Email!, told.ChangeId);
            return newHash is null ? withEmail : withEmail.WithPassword(newHash);
        }, cancellationToken);
        if (conflict is not null) return conflict;
        if (changed is null) return Gone();
        response.SetETag(Tag(changed));
        return TypedResults.Ok(UserResponse.From(changed));
    }

    private static string Tag(Account account) => account.Revision.ToString();

    private static ProblemHttpResult Taken() => Problems.Conflict("username_taken", "This user name is taken.");

    private static ProblemHttpResult Gone() => Problems.NotFound("This account is no longer there.");

    private static ProblemHttpResult Managed() =>
        Problems.Conflict("password_managed", "The administrator's password is a secret of the installation; change it there.");
}

/// <summary>A user to be.</summary>
/// <param name="Username">3 to 32 letters, digits, '_', '.' or '-'; unique without regard to case.</param>
/// <param name="Email">One e-mail address.</param>
/// <param name="Password">8 to 128 characters; none of the most common passwords, nor the user name or the address.</param>
internal sealed record RegisterRequest(string? Username, string? Email, string? Password);

/// <summary>What a user changes of the account.</summary>
/// <param name="Email">The e-mail address, the same or another.</param>
/// <param name="CurrentPassword">The password, if the address or the password is to be another.</param>
/// <param name="NewPassword">The password to be, as in a registration; without it the password stays.</param>
internal sealed record ChangeRequest(string? Email, string? CurrentPassword, string? NewPassword);

/// <summary>An account as its user sees it.</summary>
internal sealed record UserResponse(Guid Id, string Username, string Email, string Role, DateTimeOffset CreatedAt)
{
    public static UserResponse From(Account account) =>
        new(account.Id, account.Username, account.Email, account.Role, account.CreatedAt);
}
