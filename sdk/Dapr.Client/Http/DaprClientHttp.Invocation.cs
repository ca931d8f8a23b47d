using System.Net.Http.Json;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private static readonly HttpRequestOptionsKey<string> AppId = new("dapr.client.appId");
    private static readonly HttpRequestOptionsKey<string> MethodName = new("dapr.client.methodName");

    /// <inheritdoc/>
    public override HttpClient CreateInvokableHttpClient(string? appId = null) =>
        CreateInvokeHttpClient(appId, _sidecar.Endpoint.AbsoluteUri, _sidecar.Token);

    /// <inheritdoc/>
    public override HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName) =>
        CreateInvokeMethodRequest(httpMethod, appId, methodName, []);

    /// <inheritdoc/>
    public override HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters)
    {
        ArgumentNullException.ThrowIfNull(httpMethod);
        ArgumentException.ThrowIfNullOrEmpty(appId);
        ArgumentNullException.ThrowIfNull(methodName);

        // As in the genuine SDK the method is a path of the caller's making, escapes, dots, query and all.
        var uri = new Uri(_sidecar.Endpoint, $"/v1.0/invoke/{appId}/method/{methodName.TrimStart('/')}");
        var request = new HttpRequestMessage(httpMethod, AddQuery(uri, queryStringParameters));
        request.Options.Set(AppId, appId);
        request.Options.Set(MethodName, methodName);
        ApiToken.AddTo(request.Headers, _sidecar.Token);
        return request;
    }

    /// <inheritdoc/>
    public override HttpRequestMessage CreateInvokeMethodRequest<TRequest>(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters, TRequest data)
    {
        var request = CreateInvokeMethodRequest(httpMethod, appId, methodName, queryStringParameters);
        request.Content = JsonContent.Create(data, options: JsonSerializerOptions);
        return request;
    }

    /// <inheritdoc/>
    [Obsolete("Recommended guidance is to use a native HTTP or gRPC client for service invocation")]
    public override async Task<HttpResponseMessage> InvokeMethodWithResponseAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is { } uri && !_sidecar.Endpoint.IsBaseOf(uri))
            throw new InvalidOperationException("The provided request URI is not a Dapr service invocation URI.");

        try
        {
            return await _sidecar.Invocations.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Failed(request, exception, null);
        }
    }

    /// <inheritdoc/>
    [Obsolete("Recommended guidance is to use a native HTTP or gRPC client for service invocation")]
    public override Task InvokeMethodAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        InvokeForSuccessAsync(request, cancellationToken);

    /// <inheritdoc/>
    [Obsolete("Recommended guidance is to use a native HTTP or gRPC client for service invocation")]
    public override async Task<TResponse> InvokeMethodAsync<TResponse>(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var response = await InvokeForSuccessAsync(request, cancellationToken);
        try
        {
            return (await response.Content.ReadFromJsonAsync<TResponse>(JsonSerializerOptions, cancellationToken))!;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw Failed(request, exception, response);
        }
    }

    [Obsolete("Recommended guidance is to use a native HTTP or gRPC client for service invocation")]
    private async Task<HttpResponseMessage> InvokeForSuccessAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await InvokeMethodWithResponseAsync(request, cancellationToken);
        try
        {
            return response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException exception)
        {
            throw Failed(request, exception, response);
        }
    }

    private static InvocationException Failed(HttpRequestMessage request, Exception exception, HttpResponseMessage? response)
    {
        request.Options.TryGetValue(AppId, out var appId);
        request.Options.TryGetValue(MethodName, out var methodName);
        return new InvocationException(appId, methodName, exception, response);
    }

    private static Uri AddQuery(Uri uri, IReadOnlyCollection<KeyValuePair<string, string>>? parameters)
    {
        if (parameters is not { Count: > 0 })
            return uri;

        var pairs = parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        var query = string.Join('&', pairs);
        return new UriBuilder(uri) { Query = uri.Query.Length > 1 ? $"{uri.Query}&{query}" : query }.Uri;
    }
}
