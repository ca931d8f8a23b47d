using System.Net;
using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;
using Microsoft.Extensions.Options;

namespace DaprShop.Notifications.Mail;

/// <summary>What mails need of Users.</summary>
internal sealed class UsersClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;

    public UsersClient(DaprClient dapr, IOptions<NotificationsOptions> options)
    {
        _http = dapr.CreateInvokableHttpClient(options.Value.UsersApp);
        _http.Timeout = Timeout;
    }

    /// <summary>How a user is reached now; null if there is no such user.</summary>
    /// <exception cref="ServiceUnavailableException">Users does not answer.</exception>
    public Task<UserContact?> FindContactAsync(Guid userId, CancellationToken cancellationToken) =>
        FindAsync($"/internal/v1/users/{userId}/contact", cancellationToken);

    /// <summary>How a user was reached before a change of the address; null if there is no such change, or it is long ago.</summary>
    /// <exception cref="ServiceUnavailableException">Users does not answer.</exception>
    public Task<UserContact?> FindFormerContactAsync(Guid userId, Guid changeId, CancellationToken cancellationToken) =>
        FindAsync($"/internal/v1/users/{userId}/contact?change={changeId}", cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<UserContact?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(path, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<UserContact>(ShopJson.State, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceUnavailableException("users_unavailable", "Users does not answer now.", exception);
        }
    }
}
