using System.Net;
using System.Text;
using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Invocation;
using Daprlet.Resiliency;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Hosting;

/// <summary>Calls the actors of the sidecar's own app (Dapr's actor callbacks over HTTP).</summary>
internal sealed partial class ActorApp(AppConnection app, SidecarOptions options, ResiliencyPolicies policies, ILogger logger)
{
    /// <summary>How long an app may take to deactivate an actor.</summary>
    private static readonly TimeSpan DeactivationTimeout = TimeSpan.FromSeconds(30);

    private readonly AppInvoker _app = new(app);
    private readonly PeerIdentity _identity = new(options.AppId, options.NamespaceOrDefault);

    /// <summary>Calls a method; only 200 is a success.</summary>
    /// <param name="interruption">Ends the call.</param>
    public Task<ActorResult> InvokeAsync(ActorCall call, string? reentrancyId, CancellationToken interruption) =>
        InTimeAsync(call.Actor, token => SendAsync(Message(call, reentrancyId), $"{Path(call.Actor)}/method/{call.Method}", call.Query, token), interruption);

    private HttpRequestMessage Message(ActorCall call, string? reentrancyId)
    {
        var message = call.Message();
        ForwardedRequest.Set(message, ActorHeaders.ApiCall, "true");
        _identity.StampCaller(message);
        if (call.IsFromPeer)
            ForwardedRequest.Set(message, ActorHeaders.Remote, "true");
        if (reentrancyId is not null)
            ForwardedRequest.Set(message, ActorHeaders.ReentrancyId, reentrancyId);
        return message;
    }

    /// <summary>Calls back for a reminder or a timer.</summary>
    /// <param name="reentrancyId">The turn that the app's calls may join; null without reentrancy.</param>
    /// <param name="interruption">Ends the call.</param>
    public async Task<CallbackResult> CallbackAsync(ActorAddress actor, string path, ReadOnlyMemory<byte> body, string? reentrancyId, CancellationToken interruption)
    {
        var result = await InTimeAsync(actor, token => SendAsync(CallbackMessage(body, reentrancyId), $"{Path(actor)}/method/{MethodPath.Bytes(path)}", "", token), interruption);
        using var answer = result.Answer;
        if (result.Failure is { } failure)
            return new CallbackResult(CallbackOutcome.Failed, failure.Status, failure.Message);
        return answer!.Has(ActorHeaders.Error) ? new CallbackResult(CallbackOutcome.Failed, 200, "the app reports an error of the actor")
            : IsCanceled(answer) ? new CallbackResult(CallbackOutcome.Canceled, 200)
            : new CallbackResult(CallbackOutcome.Done, 200);
    }

    /// <summary>Tells the app that an actor is not active any more. What the app answers changes nothing; an app that is not healthy is not told.</summary>
    public async Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken)
    {
        if (!_app.IsHealthy)
            return;
        using var timeout = new CancellationTokenSource(DeactivationTimeout, options.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var result = await EndingAsync(SendAsync(Message(HttpMethod.Delete, new ByteArrayContent([]), "application/x-protobuf"), Path(actor), "", limit.Token));
        result.Answer?.Dispose();
        if (result.Failure is { } failure)
            LogNotDeactivated(logger, actor, failure.Message);
    }

    private static HttpRequestMessage CallbackMessage(ReadOnlyMemory<byte> body, string? reentrancyId)
    {
        var message = Message(HttpMethod.Put, new ReadOnlyMemoryContent(body), "application/json");
        if (reentrancyId is not null)
            message.Headers.TryAddWithoutValidation(ActorHeaders.ReentrancyId, reentrancyId);
        return message;
    }

    private static HttpRequestMessage Message(HttpMethod verb, HttpContent content, string contentType)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpRequestMessage(verb, (Uri?)null) { Content = content };
    }

    /// <summary>Runs one turn under the time limit that there is for it.</summary>
    private Task<ActorResult> InTimeAsync(ActorAddress actor, Func<CancellationToken, Task<ActorResult>> turn, CancellationToken interruption) =>
        EndingAsync(policies.ForActorTurn(actor.Type, actor.Id).RunAsync(turn, interruption));

    /// <summary>A turn that is broken off has failed.</summary>
    private static async Task<ActorResult> EndingAsync(Task<ActorResult> turn)
    {
        try
        {
            return await turn;
        }
        catch (Exception e) when (e is PolicyException or OperationCanceledException)
        {
            return new ActorFailure(ActorFailureKind.App, e.Message);
        }
    }

    private async Task<ActorResult> SendAsync(HttpRequestMessage message, string path, string query, CancellationToken interruption)
    {
        AppResponse? response = null;
        try
        {
            response = await _app.SendAsync(message, path, query, interruption);
            var body = await ReadAsync(response.Message.Content, interruption);
            if (response.Message.StatusCode == HttpStatusCode.OK)
                return new ActorAnswer(response.Message, body, response);
            response.Dispose();
            return Refusal((int)response.Message.StatusCode, path, body);
        }
        catch (Exception e) when (e is InvocationException or HttpRequestException or IOException)
        {
            response?.Dispose();
            return new ActorFailure(ActorFailureKind.App, e.Message);
        }
        catch (OperationCanceledException)
        {
            response?.Dispose();
            throw;
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

    private static bool IsCanceled(ActorAnswer answer) =>
        answer.Message.Headers.NonValidated.TryGetValues(ActorHeaders.ReminderCancel, out var values) && ComponentMetadata.IsTrue(values.ToString());

    private static string Path(ActorAddress actor) => $"actors/{MethodPath.Bytes(actor.Type)}/{MethodPath.Bytes(actor.Id)}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app did not deactivate actor {Actor}: {Cause}")]
    private static partial void LogNotDeactivated(ILogger logger, ActorAddress actor, string cause);
}
