using Dapr.Actors.Communication;
using Microsoft.AspNetCore.Http;

namespace Dapr.Actors.Runtime;

/// <summary>Answers what the sidecar asks of the app's actors.</summary>
internal sealed class ActorsHandlers(ActorRuntime runtime)
{
    public async Task ConfigurationAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        runtime.WriteConfiguration(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public Task DeactivateAsync(HttpContext context) => Manager(context).DeactivateAsync(Id(context));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(HeaderNames.Reentrancy, out var chain))
            ReentrancyContext.Enter(chain.ToString());

        try
        {
            if (context.Request.Headers.TryGetValue(HeaderNames.Request, out var header))
                await InvokeRemotingAsync(context, header.ToString());
            else
                await Manager(context).InvokeAsync(Id(context), Value(context, "methodName"), context.Request.Body, context.Response.Body, context.RequestAborted);
        }
        finally
        {
            ReentrancyContext.Leave();
        }
    }

    public async Task FireReminderAsync(HttpContext context) =>
        await Manager(context).FireReminderAsync(Id(context), Value(context, "reminderName"), await ReadAsync(context));

    public async Task FireTimerAsync(HttpContext context)
    {
        var result = await Manager(context).FireTimerAsync(Id(context), await ReadAsync(context));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(result ? "true" : "false");
    }

    /// <summary>Whatever a strongly typed call throws goes to the caller, with status 200: to the sidecar it was a call like any other.</summary>
    private async Task InvokeRemotingAsync(HttpContext context, string header)
    {
        byte[] body;
        try
        {
            body = await Manager(context).InvokeAsync(Id(context), Value(context, "methodName"), header, await ReadAsync(context), context.RequestAborted);
        }
        catch (Exception exception)
        {
            (context.Response.Headers[HeaderNames.ErrorResponse], body) = RemoteException.Write(exception);
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private ActorManager Manager(HttpContext context) => runtime.ManagerOf(Value(context, "actorTypeName"));

    private static ActorId Id(HttpContext context) => new(Value(context, "actorId"));

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
