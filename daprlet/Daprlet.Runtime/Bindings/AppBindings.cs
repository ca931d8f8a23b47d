using System.Net;
using System.Net.Http.Headers;
using Daprlet.Apps;
using Daprlet.Components.Bindings;
using Daprlet.Observability;

namespace Daprlet.Bindings;

/// <summary>Input bindings as the app sees them over HTTP: the question whether it wants one, and its events.</summary>
internal sealed class AppBindings(HttpAppChannel app, TraceSampler sampler)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Whether the app takes events at a path: its answer to OPTIONS is a success or 405.</summary>
    /// <exception cref="HttpRequestException">The app cannot be asked.</exception>
    public async Task<bool> WantsAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(app.BaseAddress, AppPath.Clean(path))) { Content = new ByteArrayContent([]) { Headers = { ContentType = Json } } };
        using var response = await app.SendAsync(request, cancellationToken);
        return response.Message.IsSuccessStatusCode || response.Message.StatusCode == HttpStatusCode.MethodNotAllowed;
    }

    /// <summary>Sends an event; the status of the app's answer, whose body is nobody's business.</summary>
    /// <exception cref="HttpRequestException">The app cannot be reached.</exception>
    public async Task<int> SendAsync(string path, BindingEvent bindingEvent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.BaseAddress, AppPath.Clean(path)));
        request.Content = new ReadOnlyMemoryContent(bindingEvent.Data) { Headers = { ContentType = Json } };
        MetadataHeaders.Add(request, bindingEvent.Metadata);
        if (!sampler.IsOff)
            MetadataHeaders.SetTrace(request, sampler.Continue(null, null));
        using var response = await app.SendAsync(request, cancellationToken);
        return (int)response.Message.StatusCode;
    }
}
