using System.Collections.Concurrent;
using System.Text;

namespace DaprShop.Testing.Running;

/// <summary>Many connections that ask a shop everything that can be asked without a login, over and over.</summary>
public static class AnonymousFlood
{
    private const string NoProduct = "0197a000-0000-7000-8000-0000000000ff";

    private static readonly Func<HttpRequestMessage>[] Requests =
    [
        .. Gets(
            "/", "/index.js", "/index.css", "/api.js", "/nowhere", "/healthz", "/readyz",
            "/openapi/users.json", "/openapi/products.json", "/openapi/orders.json", "/openapi/baskets.json", "/openapi/notifications.json",
            "/openapi/gateway.json", "/swagger/index.html", "/swagger/swagger-ui-bundle.js",
            "/api/v1/products", "/api/v1/products?search=lamp&sort=-price", "/api/v1/products?page=1000000&pageSize=100",
            "/api/v1/products?search=a+b+c+d+e+f+g+h&minPrice=1&maxPrice=100", $"/api/v1/products/{NoProduct}", "/api/v1/orders"),
        () => Post("/api/v1/users/login", $$"""{"username":"nobody-{{Random.Shared.Next()}}","password":"wrong horse battery staple"}"""),
        () => Post("/api/v1/users/refresh", """{"refreshToken":"none"}"""),
        () => Post("/api/v1/users/logout", """{"refreshToken":"none"}"""),
        () => Post("/api/v1/users", """{"username":"x"}"""),
    ];

    /// <summary>Asks until it is told to end. Connections begin at different requests, so that all are asked at once.</summary>
    /// <param name="address">The gateway.</param>
    /// <param name="connections">How many ask at the same time, one request after the other each.</param>
    /// <param name="ending">Ends it.</param>
    /// <returns>How often each status was answered to what: a verb and a path.</returns>
    public static async Task<IReadOnlyDictionary<(int Status, string Request), int>> RunAsync(Uri address, int connections, CancellationToken ending)
    {
        var answers = new ConcurrentDictionary<(int Status, string Request), int>();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(() => AskAsync(client, number, answers, ending), CancellationToken.None)));
        return answers;
    }

    private static async Task AskAsync(HttpClient client, int number, ConcurrentDictionary<(int Status, string Request), int> answers, CancellationToken ending)
    {
        for (var next = number; !ending.IsCancellationRequested; next++)
        {
            try
            {
                using var request = Requests[next % Requests.Length]();
                using var answer = await client.SendAsync(request, ending);
                answers.AddOrUpdate(((int)answer.StatusCode, $"{request.Method} {request.RequestUri!.AbsolutePath}"), 1, (_, count) => count + 1);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static IEnumerable<Func<HttpRequestMessage>> Gets(params string[] paths) =>
        paths.Select<string, Func<HttpRequestMessage>>(path => () => new HttpRequestMessage(HttpMethod.Get, path));

    private static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
