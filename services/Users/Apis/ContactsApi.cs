using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.Users.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DaprShop.Users.Apis;

/// <summary>Users' addresses, for the service that sends mails.</summary>
internal static class ContactsApi
{
    public static void MapContactsApi(this WebApplication app) =>
        app.MapGet("/internal/v1/users/{id:guid}/contact", GetAsync).ExcludeFromDescription();

    private static async Task<Results<Ok<UserContact>, ProblemHttpResult>> GetAsync(
        Guid id, [FromQuery] Guid? change, AccountStore accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(id, cancellationToken) is { } account && EmailOf(account, change) is { } email
            ? TypedResults.Ok(new UserContact(account.Username, email))
            : Problems.NotFound("There is no such user, or no such change.");

    // The address of now, or the one before a change.
    private static string? EmailOf(Account account, Guid? change) =>
        change is null ? account.Email : account.FormerEmails.FirstOrDefault(former => former.ChangeId == change)?.Email;
}
