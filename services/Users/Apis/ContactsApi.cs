using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.Users.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Users.Apis;

/// <summary>Users' addresses, for the service that sends mails.</summary>
internal static class ContactsApi
{
    public static void MapContactsApi(this WebApplication app) =>
        app.MapGet("/internal/v1/users/{id:guid}/contact", GetAsync).ExcludeFromDescription();

    private static async Task<Results<Ok<UserContact>, ProblemHttpResult>> GetAsync(
        Guid id, AccountStore accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(id, cancellationToken) is { } account
            ? TypedResults.Ok(new UserContact(account.Username, account.Email))
            : Problems.NotFound("There is no such user.");
}
