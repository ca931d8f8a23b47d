using System.Net;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Orders.Clients;

/// <summary>Calls another service through the sidecar. Whatever is called so may be repeated without harm.</summary>
/// <param name="http">A client of the sidecar for that service.</param>
/// <param name="unavailableCode">The code of the problem when it does not answer.</param>
internal sealed class ServiceClient(HttpClient http, string unavailableCode)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Posts a request and reads the answer.</summary>
    /// <exception cref="ServiceUnavailableException">The service does not answer, or answers that it cannot now.</exception>
    public async Task<TResponse> PostAsync<TRequest, TResponse>(string path, TRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var response = await http.PostAsJsonAsync(path, request, ShopJson.State, cancellationToken);
                if (response.StatusCode < HttpStatusCode.InternalServerError)
                {
                    response.EnsureSuccessStatusCode();
                    return (await response.Content.ReadFromJsonAsync<TResponse>(ShopJson.State, cancellationToken))!;
                }

                // A service that says itself that it is unavailable has tried for long enough.
                if (attempt == MaxAttempts || response.StatusCode == HttpStatusCode.ServiceUnavailable) throw Unavailable(null);
            }
            catch (HttpRequestException exception) when (exception.StatusCode is null)
            {
                if (attempt == MaxAttempts) throw Unavailable(exception);
            }
            catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw Unavailable(exception);
            }

            await Task.Delay(Pause * attempt, cancellationToken);
        }
    }

    private ServiceUnavailableException Unavailable(Exception? exception) =>
        new(unavailableCode, "A service that this needs does not answer now. Try again: nothing is done twice.", exception);
}
