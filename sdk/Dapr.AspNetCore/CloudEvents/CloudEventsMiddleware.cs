using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dapr;

/// <summary>Replaces the body of a request that carries a cloud event by the event's data.</summary>
internal sealed class CloudEventsMiddleware(RequestDelegate next, CloudEventsMiddlewareOptions options)
{
    private const string CloudEventType = "application/cloudevents+json";

    public async Task InvokeAsync(HttpContext context)
    {
        if (CloudEventEncoding(context.Request.ContentType) is not { } encoding)
        {
            await next(context);
            return;
        }

        var received = await ReceivedCloudEvent.ReadAsync(context.Request.Body, encoding, context.RequestAborted);
        if (received is { Data: not null, DataBase64: not null })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        AddHeaders(context.Request.Headers, received);
        await InvokeWithDataAsync(context, received);
    }

    private async Task InvokeWithDataAsync(HttpContext context, ReceivedCloudEvent received)
    {
        var request = context.Request;
        var (originalBody, originalType) = (request.Body, request.ContentType);
        var (data, type) = received.Unwrap(options.SuppressJsonDecodingOfTextPayloads);
        try
        {
            request.Body = new MemoryStream(data, writable: false);
            request.ContentType = type;
            await next(context);
        }
        finally
        {
            request.ContentType = originalType;
            request.Body = originalBody;
        }
    }

    private void AddHeaders(IHeaderDictionary headers, ReceivedCloudEvent received)
    {
        if (!options.ForwardCloudEventPropertiesAsHeaders)
            return;

        foreach (var attribute in received.Attributes().Where(attribute => IsForwarded(attribute.Name)))
            headers.TryAdd($"Cloudevent.{attribute.Name.ToLowerInvariant()}", attribute.Value.GetRawText().Trim('"'));
    }

    private bool IsForwarded(string attribute) => options switch
    {
        { IncludedCloudEventPropertiesAsHeaders: { } included } => included.Contains(attribute, StringComparer.OrdinalIgnoreCase),
        { ExcludedCloudEventPropertiesFromHeaders: { } excluded } => !excluded.Contains(attribute, StringComparer.OrdinalIgnoreCase),
        _ => true,
    };

    /// <summary>The encoding of a cloud event; null if the content type is another.</summary>
    private static Encoding? CloudEventEncoding(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(CloudEventType, StringComparison.Ordinal)
            ? type.Charset.HasValue ? Encoding.GetEncoding(type.Charset.Value) : Encoding.UTF8
            : null;
}
