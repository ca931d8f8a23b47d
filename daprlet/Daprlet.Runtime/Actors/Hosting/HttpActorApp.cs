using System.Net;
using System.Text;
using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Invocation;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Hosting;

/// <summary>An app that hosts actors behind an HTTP server (Dapr's actor callbacks over HTTP).</summary>
internal sealed partial class HttpActorApp(AppConnection app, SidecarOptions options, ILogger logger) : IActorApp
{
    private readonly AppInvoker _app = new(app);

    /// <summary>Calls a method; only 200 is a success.</summary>
    /// <inheritdoc/>
    public Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken interruption) =>
        SendAsync(ActorMessage.Of(call), call.Method.Length == 0 ? $"{Path(call.Actor)}/method" : $"{Path(call.Actor)}/method/{call.Method}", call.Query, interruption);

    public async Task<CallbackResult> CallbackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption)
    {
        var message = Message(HttpMethod.Put, CallbackBody.Of(callback), "application/json");
        if (reentrancyId is not null)
            message.Headers.TryAddWithoutValidation(ActorHeaders.ReentrancyId, reentrancyId);
        var method = callback is DueTimer ? "timer" : "remind";
        var result = await SendAsync(message, $"{Path(callback.Actor)}/method/{method}/{MethodPath.Bytes(callback.Name)}", "", interruption);
        if (result.Failure is { } failure)
            return new CallbackResult(CallbackOutcome.Failed, failure.Status, failure.Message);
        return result.Answer!.IsError ? new CallbackResult(CallbackOutcome.Failed, 200, "the app reports an error of the actor")
            : IsCanceled(result.Answer) ? new CallbackResult(CallbackOutcome.Canceled, 200)
            : new CallbackResult(CallbackOutcome.Done, 200);
    }

    public async Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken)
    {
        if (!_app.IsHealthy)
            return;
        try
        {
            var result = await SendAsync(Message(HttpMethod.Delete, [], "application/x-protobuf"), Path(actor), "", cancellationToken);
            if (result.Failure is { } failure)
                LogNotDeactivated(logger, actor, failure.Message);
        }
        catch (OperationCanceledException e)
        {
            LogNotDeactivated(logger, actor, e.Message);
        }
    }

    private static HttpRequestMessage Message(HttpMethod verb, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpRequestMessage(verb, (Uri?)null) { Content = content };
    }

    private async Task<ActorResult> SendAsync(HttpRequestMessage message, string path, string query, CancellationToken interruption)
    {
        try
        {
            using var response = await _app.SendAsync(message, path, query, interruption);
            var body = await ReadAsync(response.Message.Content, interruption);
            return response.Message.StatusCode == HttpStatusCode.OK
                ? new ActorAnswer(ResponseRelay.HeadersOf(response.Message), body)
                : Refusal((int)response.Message.StatusCode, path, body);
        }
        catch (Exception e) when (e is InvocationException or HttpRequestException or IOException)
        {
            return new ActorFailure(ActorFailureKind.App, e.Message);
        }
    }

    /// <exception cref="HttpRequestException">The body is larger than the sidecar takes.</exception>
    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength is not { } length || length > options.MaxBodyBytes)
            await content.LoadIntoBufferAsync(options.MaxBodyBytes, cancellationToken);
        return await content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static ActorFailure Refusal(int status, string path, byte[] body) => status == 404
        ? new ActorFailure(ActorFailureKind.UnknownMethod, $"actor method not found: {MethodPath.Text(path)}", status)
        : new ActorFailure(ActorFailureKind.App, $"error from actor service: ({status}) {Encoding.UTF8.GetString(body)}", status);

    private static bool IsCanceled(ActorAnswer answer) => answer.Headers[ActorHeaders.ReminderCancel] is [{ } value, ..] && ComponentMetadata.IsTrue(value);

    private static string Path(ActorAddress actor) => $"actors/{MethodPath.Bytes(actor.Type)}/{MethodPath.Bytes(actor.Id)}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app did not deactivate actor {Actor}: {Cause}")]
    private static partial void LogNotDeactivated(ILogger logger, ActorAddress actor, string cause);
}
