using System.Net;
using System.Net.Http.Json;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.ServiceDefaults.Clients;

/// <summary>Calls another service through the sidecar. Whatever is called so may be repeated without harm.</summary>
/// <param name="http">A client of the sidecar for that service.</param>
/// <param name="unavailableCode">The code of the problem when it does not answer.</param>
public sealed class ServiceClient(HttpClient http, string unavailableCode)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Posts a request and reads the answer.</summary>
    /// <exception cref="ServiceUnavailableException">The service does not answer, or answers that it cannot now.</exception>
    public async Task<TResponse> PostAsync<TRequest, TResponse>(string path, TRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(request, options: ShopJson.State) }, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<TResponse>(ShopJson.State, cancellationToken))!;
    }

    /// <summary>Reads something.</summary>
    /// <exception cref="ServiceUnavailableException">The service does not answer, or answers that it cannot now.</exception>
    public async Task<TResponse> GetAsync<TResponse>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<TResponse>(ShopJson.State, cancellationToken))!;
    }

    /// <summary>Sends a request and gives the answer, which is a success or says what is wrong with the request.</summary>
    /// <param name="createRequest">Makes the request, once for each attempt.</param>
    /// <param name="cancellationToken">Ends the call; whether the service did what was asked is then unknown.</param>
    /// <exception cref="ServiceUnavailableException">The service does not answer, or answers that it cannot now.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> createRequest, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = createRequest();
                var response = await http.SendAsync(request, cancellationToken);
                if (response.StatusCode < HttpStatusCode.InternalServerError) return response;
                var status = response.StatusCode;
                response.Dispose();
                // A service that says itself that it is unavailable has tried for long enough.
                if (attempt == MaxAttempts || status == HttpStatusCode.ServiceUnavailable) throw Unavailable(null);
            }
            catch (HttpRequestException exception)
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
