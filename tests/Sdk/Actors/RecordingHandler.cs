using System.Net;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>Notes what a proxy sends, byte for byte, and answers what a test says.</summary>
internal sealed class RecordingHandler : HttpMessageHandler
{
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public byte[] Answer { get; set; } = [];

    public string? ErrorHeader { get; set; }

    public HttpRequestMessage Request { get; private set; } = null!;

    public byte[] Body { get; private set; } = [];

    public string? ContentType { get; private set; }

    public string? Header(string name) => Request.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Request = request;
        Body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        ContentType = request.Content?.Headers.ContentType?.ToString();
        var response = new HttpResponseMessage(Status) { Content = new ByteArrayContent(Answer) };
        if (ErrorHeader is not null)
            response.Headers.Add("X-DaprErrorResponseHeader", ErrorHeader);
        return response;
    }
}
