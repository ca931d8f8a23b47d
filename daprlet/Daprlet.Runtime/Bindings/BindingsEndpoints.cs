using System.Text.Json;
using Daprlet.Api;
using Daprlet.Components.Bindings;
using Daprlet.Errors;
using Daprlet.Http;

namespace Daprlet.Bindings;

/// <summary>Output bindings over HTTP (Dapr HTTP API, bindings).</summary>
internal sealed class BindingsEndpoints(OutputBindings bindings)
{
    public void Map(RouteTable routes) => routes.Map("POST,PUT", "/v1.0/bindings/{name}", InvokeAsync);

    private async Task InvokeAsync(ApiContext context)
    {
        BindingRequest request;
        try
        {
            request = BindingRequestReader.Read((await context.ReadBodyAsync()).Span);
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(new ApiError(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {e.Message}"));
            return;
        }
        var answer = await bindings.InvokeAsync(context["name"], request with { Metadata = BindingTrace.With(request.Metadata, context.Http, replaces: true) }, context.Aborted);
        foreach (var (name, value) in answer.Metadata)
            AddHeader(context, name, value);
        await AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(ApiContext context, BindingAnswer answer)
    {
        if (answer.Error is { } error)
            return context.ErrorAsync(OutputBindings.Failed(context["name"], error));
        return answer.Data is { } data ? context.BytesAsync(data) : context.NoContentAsync();
    }

    /// <summary>Go writes a space where a header cannot have a line break.</summary>
    private static void AddHeader(ApiContext context, string name, string value) =>
        context.Response.Headers["metadata." + name] = HeaderText.ToWire(HeaderText.IsSendable(value) ? value : string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)));
}
