using System.Net;
using System.Net.Http.Headers;
using Daprlet.Apps;
using Daprlet.Components.Bindings;
using Daprlet.Observability;
using Daprlet.Resiliency;

namespace Daprlet.Bindings;

/// <summary>Input bindings as the app sees them over HTTP: the question whether it wants one, and its events.</summary>
internal sealed class HttpAppBindings(HttpAppChannel app, TraceSampler sampler) : IAppBindings
{
    /// <summary>The one status after which no policy repeats an event; without one, or in the end, any success will do.</summary>
    private const int Taken = 200;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Whether the app takes events at the path: its answer to OPTIONS is a success or 405.</summary>
    /// <inheritdoc/>
    public async Task<bool> WantsAsync(string name, string route, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(app.BaseAddress, AppPath.Clean(route))) { Content = new ByteArrayContent([]) { Headers = { ContentType = Json } } };
        using var response = await app.SendAsync(request, cancellationToken);
        return response.Message.IsSuccessStatusCode || response.Message.StatusCode == HttpStatusCode.MethodNotAllowed;
    }

    public async Task<string?> DeliverAsync(string name, string path, BindingEvent bindingEvent, Policy policy, CancellationToken aborted)
    {
        var status = await policy.RunAsync(token => SendAsync(path, bindingEvent, token), aborted, code => code == Taken ? AttemptOutcome.Success : AttemptOutcome.Failed(code));
        return status is >= 200 and <= 299 ? null : $"the app answered {status}";
    }

    /// <summary>The status of the app's answer, whose body is nobody's business.</summary>
    private async Task<int> SendAsync(string path, BindingEvent bindingEvent, CancellationToken cancellationToken)
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
