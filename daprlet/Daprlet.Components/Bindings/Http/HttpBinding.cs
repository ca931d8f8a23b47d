using System.Globalization;
using Daprlet.Http;

namespace Daprlet.Components.Bindings.Http;

/// <summary>
/// <c>bindings.http</c>: calls an HTTP endpoint. An operation is the request's verb (<c>create</c> is a POST); of a request's metadata
/// <c>path</c> is appended to the component's <c>url</c>, what begins with a capital letter is a header, <c>errorIfNot2XX</c> counts more than the
/// component's. The answer's status and headers come back as metadata, whatever they are.
/// </summary>
internal sealed class HttpBinding : IOutputBinding
{
    private const string TimedOut = "context deadline exceeded";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private HttpBindingOptions? _options;
    private HttpMessageInvoker? _client;

    public IReadOnlyList<string> Operations => ["create", "get", "head", "post", "put", "patch", "delete", "options", "trace"];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _options = HttpBindingOptions.From(context);
        _client = OutboundClient.Create(maxHeaderKiB: 64, _options.Roots, _options.Certificate, ConnectTimeout, proxy: EnvironmentProxy.Ours);
        return Task.CompletedTask;
    }

    public async Task<BindingAnswer> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options!.ResponseTimeout is { } timeout)
            limit.CancelAfter(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero);
        try
        {
            using var message = HttpBindingRequest.Create(_options, request);
            using var response = await SendAsync(message, limit.Token, cancellationToken);
            return await ReadAsync(response, request, limit.Token);
        }
        catch (Exception e) when (e is FormatException or HttpRequestException)
        {
            return BindingAnswer.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return BindingAnswer.Failed(TimedOut);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _options?.Certificate?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="caller">Cancelled when the caller gives up, which is not the endpoint's fault.</param>
    /// <exception cref="HttpRequestException">There is no answer; says where there is none.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken, CancellationToken caller)
    {
        var compressed = TransparentGzip.Ask(message);
        try
        {
            var response = await RedirectFollower.SendAsync(_client!, message, cancellationToken, _options!.TokenHeader);
            if (compressed)
                TransparentGzip.Undo(response);
            return response;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !caller.IsCancellationRequested))
        {
            throw new HttpRequestException($"{Target(message)}: {(e is HttpRequestException ? e.Message : TimedOut)}", e);
        }
    }

    /// <summary>Verb and address as Go names them, without what may be secret: the user and the query.</summary>
    private static string Target(HttpRequestMessage message)
    {
        var (verb, uri) = (message.Method.Method, message.RequestUri!);
        return $"{verb[0]}{verb[1..].ToLowerInvariant()} \"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath.TrimEnd('/')}\"";
    }

    private async Task<BindingAnswer> ReadAsync(HttpResponseMessage response, BindingRequest request, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response.Content, _options!.MaxResponseBytes, cancellationToken);
        var fails = request.Get("errorIfNot2XX") is { } asked ? ComponentMetadata.IsTrue(asked) : _options.ErrorIfNot2XX;
        return new BindingAnswer(body, Metadata(response), fails && !response.IsSuccessStatusCode ? $"received status code {(int)response.StatusCode}" : null);
    }

    private static Dictionary<string, string> Metadata(HttpResponseMessage response)
    {
        var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["statusCode"] = code,
            ["status"] = string.IsNullOrEmpty(response.ReasonPhrase) ? code : $"{code} {response.ReasonPhrase}",
        };
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !name.Equals("Trailer", StringComparison.OrdinalIgnoreCase))
                metadata.TryAdd(name, HeaderText.FromWire(string.Join(", ", values)));
        }
        return metadata;
    }
}
