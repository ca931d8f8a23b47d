#nullable disable annotations
using System.Text.Json;

namespace Dapr.Client;

/// <summary>Builds a <see cref="DaprClient"/>. What is not said comes from the environment (<see cref="DaprDefaults"/>).</summary>
public sealed class DaprClientBuilder
{
    private string _httpEndpoint = DaprDefaults.GetDefaultHttpEndpoint();
    private JsonSerializerOptions _jsonOptions = new(JsonSerializerDefaults.Web);
    private string _apiToken = DaprDefaults.GetDefaultDaprApiToken(null);
    private TimeSpan _timeout;

    public DaprClientBuilder()
    {
    }

    /// <summary>The address of the sidecar.</summary>
    public DaprClientBuilder UseHttpEndpoint(string httpEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(httpEndpoint);
        _httpEndpoint = httpEndpoint;
        return this;
    }

    /// <summary>How values, events and requests are written and read; <see cref="JsonSerializerDefaults.Web"/> if not said.</summary>
    public DaprClientBuilder UseJsonSerializationOptions(JsonSerializerOptions options)
    {
        _jsonOptions = options;
        return this;
    }

    /// <summary>The token of the sidecar; empty for none.</summary>
    public DaprClientBuilder UseDaprApiToken(string apiToken)
    {
        _apiToken = apiToken;
        return this;
    }

    /// <summary>The time that an invocation or a health check may take. Nothing else is limited: use cancellation tokens.</summary>
    public DaprClientBuilder UseTimeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>Builds the client.</summary>
    /// <exception cref="InvalidOperationException">The address is not an http or https URI.</exception>
    public DaprClient Build()
    {
        var endpoint = new Uri(_httpEndpoint);
        if (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps)
            throw new InvalidOperationException("The HTTP endpoint must use http or https.");

        return new DaprClientHttp(endpoint, _apiToken, _jsonOptions, _timeout);
    }
}
