using System.Text.Json;
using Daprlet.Actors.State;
using Daprlet.Api;
using Daprlet.Components.State;
using Daprlet.Invocation;
using Daprlet.Json;
using Daprlet.State;

namespace Daprlet.Actors.Hosting;

/// <summary>The actor API without reminders and timers (Dapr HTTP API, actors).</summary>
internal sealed class ActorEndpoints(ActorInvocation invocation, ActorState state)
{
    public void Map(RouteTable routes)
    {
        routes.Map("GET,POST,PUT,DELETE", "/v1.0/actors/{type}/{id}/method/{method}", InvokeAsync);
        routes.Map("POST,PUT", "/v1.0/actors/{type}/{id}/state", TransactAsync);
        routes.Map("GET", "/v1.0/actors/{type}/{id}/state/{key}", GetStateAsync);
    }

    /// <summary>Of the method, the spelling in the URL counts as well.</summary>
    private async Task InvokeAsync(ApiContext context)
    {
        var (actor, method) = (Actor(context), MethodPath.Bytes(context["method"]));
        if ((invocation.Check(actor, LastSegment(context.Path)) ?? invocation.Check(actor, method)) is { } refusal)
        {
            await context.ErrorAsync(refusal);
            return;
        }
        try
        {
            var call = new ActorCall(actor, MethodPath.Normalize(method), ForwardedRequest.HeadersOf(context.Request), await context.ReadBodyAsync()) { Query = context.Request.QueryString.Value ?? "" };
            var (answer, error) = await invocation.InvokeAsync(call, context.Aborted);
            await (error is null ? RelayAsync(context, answer!) : context.ErrorAsync(error));
        }
        catch (BodyTooLargeException e)
        {
            await context.ErrorAsync(ActorErrors.BadRequest($"failed to read body: {e.Message}"));
        }
        catch (OperationCanceledException) when (context.Aborted.IsCancellationRequested)
        {
            context.Http.Abort();
        }
    }

    private static string LastSegment(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static async Task RelayAsync(ApiContext context, ActorAnswer answer)
    {
        ResponseRelay.CopyHeaders(answer.Headers, context.Response);
        if (context.Response.Headers.ContentType.Count == 0)
            context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.Aborted);
    }

    private async Task TransactAsync(ApiContext context)
    {
        if (ActorErrors.Reserved(context["type"]) is { } reserved)
        {
            await context.ErrorAsync(reserved);
            return;
        }
        try
        {
            var body = await context.ReadBodyAsync();
            using var values = new ByteBuffer(body.Length);
            var operations = new ActorTransactionReader(values).Read(body.Span);
            var error = await state.TransactAsync(Actor(context), operations, context.Aborted);
            await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(ActorErrors.Malformed(e.Message));
        }
    }

    private async Task GetStateAsync(ApiContext context)
    {
        var (entry, error) = await state.GetAsync(Actor(context), context["key"], context.Aborted);
        if (error is not null)
            await context.ErrorAsync(error);
        else if (entry is not { Value.IsEmpty: false })
            await context.NoContentAsync();
        else
            await EntryAsync(context, entry);
    }

    private static Task EntryAsync(ApiContext context, StateEntry entry)
    {
        if (entry.Expires is { } expires)
            context.Response.Headers["metadata." + StateBulkWriter.ExpiryName] = Rfc3339.Seconds(expires.ToUniversalTime());
        return context.BytesAsync(entry.Value);
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);
}
