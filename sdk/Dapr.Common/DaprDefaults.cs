using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dapr;

/// <summary>
/// Where the sidecar is and which tokens apply, unless a builder or options say otherwise. Each setting is taken from the
/// configuration, if one is given and has it, then from the environment variable of the same name, then from the constants here.
/// </summary>
public static class DaprDefaults
{
    public const string DaprApiTokenEnvironmentVariableName = "DAPR_API_TOKEN";
    public const string AppApiTokenEnvironmentVariableName = "APP_API_TOKEN";
    public const string DaprHttpEndpointEnvironmentVariableName = "DAPR_HTTP_ENDPOINT";
    public const string DaprHttpPortEnvironmentVariableName = "DAPR_HTTP_PORT";
    public const string DefaultDaprScheme = "http";
    public const string DefaultDaprHost = "localhost";
    public const int DefaultHttpPort = 3500;

    /// <summary>The token that the sidecar demands; empty if there is none.</summary>
    public static string GetDefaultDaprApiToken(IConfiguration? configuration) =>
        GetSetting(configuration, DaprApiTokenEnvironmentVariableName) ?? string.Empty;

    /// <summary>The token that the sidecar presents to the app; empty if there is none.</summary>
    public static string GetDefaultAppApiToken(IConfiguration? configuration) =>
        GetSetting(configuration, AppApiTokenEnvironmentVariableName) ?? string.Empty;

    /// <summary>
    /// The sidecar's HTTP address, with a slash at the end: scheme, host and port of <c>DAPR_HTTP_ENDPOINT</c>, else
    /// <c>localhost</c> with <c>DAPR_HTTP_PORT</c>, else port 3500.
    /// </summary>
    /// <exception cref="FormatException">The endpoint is not a URI, or the port is not a number.</exception>
    public static string GetDefaultHttpEndpoint(IConfiguration? configuration = null)
    {
        var port = GetSetting(configuration, DaprHttpPortEnvironmentVariableName);
        var parsedPort = string.IsNullOrWhiteSpace(port) ? DefaultHttpPort : int.Parse(port, CultureInfo.InvariantCulture);

        var endpoint = GetSetting(configuration, DaprHttpEndpointEnvironmentVariableName);
        if (string.IsNullOrWhiteSpace(endpoint))
            return new UriBuilder(DefaultDaprScheme, DefaultDaprHost, parsedPort).ToString();

        var uri = new Uri(endpoint);
        return new UriBuilder(uri.Scheme, uri.Host, uri.Port).ToString();
    }

    /// <summary>A client of <paramref name="httpClientFactory"/> whose base address is the sidecar and which sends its token.</summary>
    public static HttpClient CreateDefaultHttpClient(IHttpClientFactory httpClientFactory, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(httpClientFactory);

        var client = httpClientFactory.CreateClient();
        client.BaseAddress = new Uri(GetDefaultHttpEndpoint(configuration));
        ApiToken.AddTo(client.DefaultRequestHeaders, GetDefaultDaprApiToken(configuration));
        return client;
    }

    private static string? GetSetting(IConfiguration? configuration, string name) =>
        configuration?[name] ?? Environment.GetEnvironmentVariable(name);
}
