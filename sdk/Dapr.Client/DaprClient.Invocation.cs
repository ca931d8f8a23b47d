namespace Dapr.Client;

/// <content>Service invocation.</content>
public abstract partial class DaprClient
{
    private const string InvokeObsolete = "Recommended guidance is to use a native HTTP or gRPC client for service invocation";

    /// <summary>An HTTP client that calls other apps: the host of a request's URI is the app id.</summary>
    /// <param name="appId">The app id of relative URIs. Give it if it has capital letters.</param>
    /// <param name="daprEndpoint">The sidecar's address; the environment's if null.</param>
    /// <param name="daprApiToken">The sidecar's token; none if null, whatever the environment has.</param>
    /// <exception cref="ArgumentException">The app id cannot be a host name.</exception>
    public static HttpClient CreateInvokeHttpClient(string? appId = null, string? daprEndpoint = null, string? daprApiToken = null)
    {
        var handler = new InvocationHandler
        {
            InnerHandler = new HttpClientHandler(),
            DaprApiToken = daprApiToken,
            DefaultAppId = appId,
        };
        if (daprEndpoint is not null)
            handler.DaprEndpoint = daprEndpoint;

        var client = new HttpClient(handler);
        client.DefaultRequestHeaders.UserAgent.Add(UserAgent());
        if (appId is not null)
            client.BaseAddress = ToBaseAddress(appId);

        return client;
    }

    /// <summary>As <see cref="CreateInvokeHttpClient"/>, with the address and token of this client.</summary>
    public abstract HttpClient CreateInvokableHttpClient(string? appId = null);

    /// <summary>A POST request to a method of another app, without a body.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest(string appId, string methodName) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName);

    /// <summary>A POST request to a method of another app, without a body.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest(string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName, queryStringParameters);

    /// <summary>A request to a method of another app, without a body.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName);

    /// <summary>A request to a method of another app, without a body.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters);

    /// <summary>A POST request to a method of another app, with a JSON body.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest<TRequest>(string appId, string methodName, TRequest data) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName, [], data);

    /// <summary>A request to a method of another app, with a JSON body.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest<TRequest>(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters, TRequest data);

    /// <summary>Sends a request and gives the answer, whatever its status.</summary>
    /// <exception cref="InvocationException">There was no answer.</exception>
    [Obsolete(InvokeObsolete)]
    public abstract Task<HttpResponseMessage> InvokeMethodWithResponseAsync(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>Sends a request.</summary>
    /// <exception cref="InvocationException">There was no answer, or its status is not a success.</exception>
    [Obsolete(InvokeObsolete)]
    public abstract Task InvokeMethodAsync(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>Sends a request and reads the JSON of the answer.</summary>
    /// <exception cref="InvocationException">There was no answer, its status is not a success, or it is not JSON of <typeparamref name="TResponse"/>.</exception>
    [Obsolete(InvokeObsolete)]
    public abstract Task<TResponse> InvokeMethodAsync<TResponse>(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>POST without a body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync(string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(appId, methodName), cancellationToken);

    /// <summary>A call without a body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync(HttpMethod httpMethod, string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(httpMethod, appId, methodName), cancellationToken);

    /// <summary>POST with a JSON body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync<TRequest>(string appId, string methodName, TRequest data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(appId, methodName, data), cancellationToken);

    /// <summary>A call with a JSON body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync<TRequest>(HttpMethod httpMethod, string appId, string methodName, TRequest data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(httpMethod, appId, methodName, [], data), cancellationToken);

    /// <summary>POST without a body, for a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TResponse>(string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(appId, methodName), cancellationToken);

    /// <summary>A call without a body, for a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TResponse>(HttpMethod httpMethod, string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(httpMethod, appId, methodName), cancellationToken);

    /// <summary>POST with a JSON body, for a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(string appId, string methodName, TRequest data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(appId, methodName, data), cancellationToken);

    /// <summary>A call with a JSON body, for a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(HttpMethod httpMethod, string appId, string methodName, TRequest data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(httpMethod, appId, methodName, [], data), cancellationToken);

    private static Uri ToBaseAddress(string appId)
    {
        try
        {
            return new Uri($"http://{appId}");
        }
        catch (UriFormatException exception)
        {
            throw new ArgumentException("The appId must be a valid hostname.", nameof(appId), exception);
        }
    }
}
