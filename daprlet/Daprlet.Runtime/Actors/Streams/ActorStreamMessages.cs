using Daprlet.Grpc.Runtime.V1;
using Daprlet.Http;
using Daprlet.Invocation;
using Daprlet.Observability;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Request = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1;
using Response = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsRequestAlpha1;

namespace Daprlet.Actors.Streams;

/// <summary>Calls of actors, and the app's answers, as a stream carries them.</summary>
internal static class ActorStreamMessages
{
    /// <summary>The query, which only HTTP has, stays behind.</summary>
    public static Request Invoke(string id, ActorCall call)
    {
        var request = new SubscribeActorEventsResponseInvokeRequestAlpha1
        {
            Id = id,
            ActorType = call.Actor.Type,
            ActorId = call.Actor.Id,
            Method = MethodPath.Text(call.Method),
            Data = UnsafeByteOperations.UnsafeWrap(call.Body),
        };
        foreach (var (name, values) in call.Headers)
        {
            if (!TraceContext.IsNone(name, values[0]))
                request.Metadata[name] = HeaderText.FromWire(values[0] ?? "");
        }
        return new Request { InvokeRequest = request };
    }

    public static Request Callback(string id, ActorCallback callback, string? reentrancyId) => callback is DueTimer timer
        ? new Request { TimerRequest = Timer(id, timer, reentrancyId) }
        : new Request { ReminderRequest = Reminder(id, callback, reentrancyId) };

    public static Request Deactivate(string id, ActorAddress actor) =>
        new() { DeactivateRequest = new SubscribeActorEventsResponseDeactivateRequestAlpha1 { Id = id, ActorType = actor.Type, ActorId = actor.Id } };

    public static ActorResult ToResult(Response answer, ActorCall call) => answer.RequestTypeCase switch
    {
        Response.RequestTypeOneofCase.InvokeResponse => ToAnswer(answer.InvokeResponse),
        Response.RequestTypeOneofCase.RequestFailed when answer.RequestFailed.Code == (uint)StatusCode.NotFound =>
            new ActorFailure(ActorFailureKind.UnknownMethod, $"actor method not found: {MethodPath.Text(call.Method)}"),
        Response.RequestTypeOneofCase.RequestFailed => new ActorFailure(ActorFailureKind.App, Reason(answer.RequestFailed)),
        _ => new ActorFailure(ActorFailureKind.App, Unexpected("invoke")),
    };

    public static CallbackResult ToResult(Response answer, ActorCallback callback) => (callback, answer.RequestTypeCase) switch
    {
        (_, Response.RequestTypeOneofCase.RequestFailed) => new(CallbackOutcome.Failed, Error: Reason(answer.RequestFailed)),
        (DueTimer, Response.RequestTypeOneofCase.TimerResponse) => ToResult(answer.TimerResponse),
        (DueReminder, Response.RequestTypeOneofCase.ReminderResponse) => ToResult(answer.ReminderResponse),
        _ => new(CallbackOutcome.Failed, Error: Unexpected(callback is DueTimer ? "timer" : "reminder")),
    };

    private static SubscribeActorEventsResponseReminderRequestAlpha1 Reminder(string id, ActorCallback reminder, string? reentrancyId)
    {
        var request = new SubscribeActorEventsResponseReminderRequestAlpha1
        {
            Id = id,
            ActorType = reminder.Actor.Type,
            ActorId = reminder.Actor.Id,
            Name = reminder.Name,
            Data = CallbackData.ToAny(reminder.Data),
        };
        if (reentrancyId is not null)
            request.Metadata[ActorHeaders.ReentrancyId] = reentrancyId;
        return request;
    }

    private static SubscribeActorEventsResponseTimerRequestAlpha1 Timer(string id, DueTimer timer, string? reentrancyId)
    {
        var request = new SubscribeActorEventsResponseTimerRequestAlpha1
        {
            Id = id,
            ActorType = timer.Actor.Type,
            ActorId = timer.Actor.Id,
            Name = timer.Name,
            DueTime = timer.DueTime,
            Period = timer.Period,
            Callback = timer.Callback,
            Data = CallbackData.ToAny(timer.Data),
        };
        if (reentrancyId is not null)
            request.Metadata[ActorHeaders.ReentrancyId] = reentrancyId;
        return request;
    }

    /// <summary>Metadata that cannot be a header is left out: the caller may speak HTTP.</summary>
    private static ActorAnswer ToAnswer(SubscribeActorEventsRequestInvokeResponseAlpha1 response)
    {
        var headers = new HeaderDictionary(response.Metadata.Count + 1);
        foreach (var (name, value) in response.Metadata)
        {
            if (HeaderText.IsName(name) && HeaderText.IsSendable(value) && !HeaderRules.IsDropped(name, []))
                headers[HeaderRules.Forwarded(name)] = HeaderText.ToWire(value);
        }
        if (response.Error)
            headers[ActorHeaders.Error] = "true";
        return new ActorAnswer(headers, response.Data.Memory);
    }

    private static CallbackResult ToResult(SubscribeActorEventsRequestReminderResponseAlpha1 response) => new(response.Cancel ? CallbackOutcome.Canceled : CallbackOutcome.Done);

    private static string Reason(SubscribeActorEventsRequestFailedAlpha1 failure) => $"error from actor service: {failure.Message}";

    private static string Unexpected(string kind) => $"actor host returned an unexpected response type for {kind}";
}
