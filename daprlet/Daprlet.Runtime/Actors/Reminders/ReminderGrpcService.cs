using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Scheduling;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Actors.Reminders;

/// <summary>The reminders API over gRPC.</summary>
internal sealed class ReminderGrpcService(ActorReminders reminders)
{
    public async Task<Empty> RegisterAsync(RegisterActorReminderRequest request, ServerCallContext context)
    {
        var body = new ScheduleBody
        {
            DueTime = request.DueTime,
            Period = request.Period,
            Ttl = request.Ttl,
            Data = CallbackData.FromBytes(request.Data),
            Overwrite = !request.HasOverwrite || request.Overwrite,
            FailurePolicy = ToPolicy(request.FailurePolicy),
        };
        (await reminders.RegisterAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, body, context.CancellationToken)).ThrowPlain();
        return new Empty();
    }

    public async Task<Empty> UnregisterAsync(UnregisterActorReminderRequest request, ServerCallContext context)
    {
        (await reminders.UnregisterAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, context.CancellationToken)).ThrowPlain();
        return new Empty();
    }

    public async Task<UnregisterActorRemindersByTypeResponse> UnregisterByTypeAsync(UnregisterActorRemindersByTypeRequest request, ServerCallContext context)
    {
        (await reminders.UnregisterAllAsync(request.ActorType, request.HasActorId ? request.ActorId : null, context.CancellationToken)).ThrowPlain();
        return new UnregisterActorRemindersByTypeResponse();
    }

    public async Task<GetActorReminderResponse> GetAsync(GetActorReminderRequest request, ServerCallContext context)
    {
        var reminder = (await reminders.GetAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, context.CancellationToken)).OrThrowPlain();
        var response = new GetActorReminderResponse { ActorType = reminder.Actor.Type, ActorId = reminder.Actor.Id, Data = CallbackData.ToAny(reminder.Data) };
        if (reminder.DueTime.Length > 0)
            response.DueTime = reminder.DueTime;
        if (reminder.Period.Length > 0)
            response.Period = reminder.Period;
        if (reminder.Ttl.Length > 0)
            response.Ttl = reminder.Ttl;
        return response;
    }

    /// <summary>An empty actor id asks for all actors of the type.</summary>
    public async Task<ListActorRemindersResponse> ListAsync(ListActorRemindersRequest request, ServerCallContext context)
    {
        var found = (await reminders.ListAsync(request.ActorType, request.ActorId.Length > 0 ? request.ActorId : null, context.CancellationToken)).OrThrowPlain();
        return new ListActorRemindersResponse { Reminders = { found.Select(ToNamed) } };
    }

    private static NamedActorReminder ToNamed(ActorSchedule reminder)
    {
        var message = new ActorReminder { ActorType = reminder.Actor.Type, ActorId = reminder.Actor.Id, Data = CallbackData.ToAny(reminder.Data) };
        if (reminder.DueTime.Length > 0)
            message.DueTime = reminder.DueTime;
        if (reminder.Period.Length > 0)
            message.Period = reminder.Period;
        return new NamedActorReminder { Name = reminder.Name, Reminder = message };
    }

    private static FailurePolicy ToPolicy(JobFailurePolicy? policy) => policy switch
    {
        { Drop: not null } => FailurePolicy.Drop,
        { Constant: { } constant } => FailurePolicy.Constant(
            constant.Interval is { } interval ? GrpcDuration.ToTimeSpan(interval) : TimeSpan.Zero, constant.HasMaxRetries ? constant.MaxRetries : null),
        _ => FailurePolicy.Default,
    };
}
