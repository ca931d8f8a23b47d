using System.Net;
using Microsoft.Extensions.Logging;

namespace Daprlet.Apps;

/// <summary>The question for an app's settings (<c>GET /dapr/config</c>) that every sidecar asks when it first reaches its app.</summary>
internal static partial class AppConfiguration
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Asks; an app that has nothing to say, or cannot, is no error: the answer is empty then.</summary>
    public static async Task<ReadOnlyMemory<byte>> AskAsync(HttpAppChannel app, string appId, ILogger logger, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.BaseAddress, "/dapr/config")) { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            if (response.Message.StatusCode != HttpStatusCode.OK)
                return default;
            await response.Message.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
            return await response.Message.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            LogNotAsked(logger, e.Message);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The app could not be asked for its configuration: {Cause}")]
    private static partial void LogNotAsked(ILogger logger, string cause);
}
