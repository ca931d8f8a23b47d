using System.Text.Json;
using Daprlet.Actors.State;
using Daprlet.Api;
using Daprlet.Components.State;
using Daprlet.Errors;
using Daprlet.Invocation;
using Daprlet.Json;
using Daprlet.Resiliency;
using Daprlet.State;

namespace Daprlet.Actors.Hosting;

/// <summary>The actor API without reminders and timers (Dapr HTTP API, actors).</summary>
internal sealed class ActorEndpoints(IActorHosting hosting, ActorRouter router, ActorState state)
{
    public void Map(RouteTable routes)
    {
        routes.Map("GET,POST,PUT,DELETE", "/v1.0/actors/{type}/{id}/method/{method}", InvokeAsync);
        routes.Map("POST,PUT", "/v1.0/actors/{type}/{id}/state", TransactAsync);
        routes.Map("GET", "/v1.0/actors/{type}/{id}/state/{key}", GetStateAsync);
    }

    private async Task InvokeAsync(ApiContext context)
    {
        var method = MethodPath.Bytes(context["method"]);
        if (Refusal(context, method) is { } refusal)
        {
            await context.ErrorAsync(refusal);
            return;
        }
        try
        {
            var call = Call(context, MethodPath.Normalize(method), await context.ReadBodyAsync());
            await RelayAsync(context, await router.InvokeAsync(call, context.Aborted));
        }
        catch (BodyTooLargeException e)
        {
            await context.ErrorAsync(ActorErrors.BadRequest($"failed to read body: {e.Message}"));
        }
        catch (PolicyException e)
        {
            await context.ErrorAsync(ActorErrors.Invoke(e.Message));
        }
        catch (OperationCanceledException) when (context.Aborted.IsCancellationRequested)
        {
            context.Http.Abort();
        }
    }

    /// <summary>Why the actor is not called. Of the method, the spelling in the URL counts as well.</summary>
    private ApiError? Refusal(ApiContext context, string method) =>
        ActorErrors.Reserved(context["type"]) is { } reserved ? reserved
        : !hosting.IsEnabled ? ActorErrors.NoPlacement
        : ActorNames.Check(context["type"]) is { } wrongType ? ActorErrors.BadRequest($"invalid actorType: {wrongType}")
        : ActorNames.Check(context["id"]) is { } wrongId ? ActorErrors.BadRequest($"invalid actorId: {wrongId}")
        : (MethodPath.Check(LastSegment(context.Path)) ?? MethodPath.Check(method)) is { } wrongMethod ? ActorErrors.BadRequest(wrongMethod)
        : null;

    private static string LastSegment(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static ActorCall Call(ApiContext context, string method, ReadOnlyMemory<byte> body) => new(
        new ActorAddress(context["type"], context["id"]), method, context.Request.QueryString.Value ?? "",
        ActorHeaders.ReentrancyIdOf(context.Request.Headers),
        () => ForwardedRequest.Of(context.Request, HttpMethod.Put, new ReadOnlyMemoryContent(body)));

    private static async Task RelayAsync(ApiContext context, ActorResult result)
    {
        if (result.Failure is { } failure)
        {
            await context.ErrorAsync(failure.Kind == ActorFailureKind.StackDepth ? ActorErrors.StackDepth : ActorErrors.Invoke(failure.Message));
            return;
        }
        using var answer = result.Answer!;
        ResponseRelay.CopyHeaders(answer.Message, context.Response);
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
            var error = hosting.IsEnabled ? await state.TransactAsync(new ActorAddress(context["type"], context["id"]), operations) : ActorErrors.NoPlacement;
            await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(ActorErrors.Malformed(e.Message));
        }
    }

    private async Task GetStateAsync(ApiContext context)
    {
        if ((ActorErrors.Reserved(context["type"]) ?? (hosting.IsEnabled ? null : ActorErrors.NoPlacement)) is { } refusal)
        {
            await context.ErrorAsync(refusal);
            return;
        }
        var result = await state.GetAsync(new ActorAddress(context["type"], context["id"]), context["key"], context.Aborted);
        if (result.Error is { } error)
            await context.ErrorAsync(error);
        else if (result.Value is not { Value.IsEmpty: false } entry)
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
}
