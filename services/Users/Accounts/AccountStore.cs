using Dapr.Client;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Users.Accounts;

/// <summary>
/// Accounts in the state store: <c>user-{id}</c> holds an account, <c>name-{name}</c> the id that a name belongs to. The name
/// is taken first. If the process dies in between, the name stands for an account that is not there, and whoever registers it
/// next completes it under the id that was taken then.
/// </summary>
public sealed class AccountStore(DaprClient dapr, IOptions<UsersOptions> options)
{
    private readonly string _store = options.Value.StateStore;

    /// <summary>Finds an account by its name, without regard to case. Two reads, whether or not there is such an account.</summary>
    public async Task<Account?> FindAsync(string username, CancellationToken cancellationToken)
    {
        var name = await dapr.GetStateAsync<NameOwner?>(_store, NameKey(username), ConsistencyMode.Strong, cancellationToken: cancellationToken);
        return await FindAsync(name?.UserId ?? Guid.Empty, cancellationToken);
    }

    /// <summary>Finds an account by its id.</summary>
    public Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        dapr.GetStateAsync<Account?>(_store, UserKey(id), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    /// <summary>Adds an account.</summary>
    /// <returns>The account with the id that it got; null if its name is taken.</returns>
    public async Task<Account?> AddAsync(Account account, CancellationToken cancellationToken)
    {
        var name = await dapr.CreateOnlyAsync(_store, NameKey(account.Username), new NameOwner(account.Id), cancellationToken);
        account = account with { Id = name.Value.UserId };
        var added = await dapr.CreateOnlyAsync(_store, UserKey(account.Id), account, cancellationToken);
        return added.Created ? added.Value : null;
    }

    /// <summary>Changes an account; <paramref name="change"/> may run several times.</summary>
    /// <returns>The account that stands now; null if there is none.</returns>
    public Task<Account?> UpdateAsync(Guid id, Func<Account, Account> change, CancellationToken cancellationToken) =>
        dapr.UpdateStateAsync(_store, UserKey(id), change, cancellationToken);

    private static string NameKey(string username) => $"name-{username.ToLowerInvariant()}";

    private static string UserKey(Guid id) => $"user-{id}";

    private sealed record NameOwner(Guid UserId) : CreateOnlyValue;
}
