using Daprlet.Actors.Hosting;
using Daprlet.Actors.Reminders;
using Daprlet.Actors.Streams;
using Daprlet.Actors.Timers;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required ActorGrpcService Actors { private get; init; }

    public required ActorStreamGrpcService ActorStreams { private get; init; }

    public required ReminderGrpcService Reminders { private get; init; }

    public required TimerGrpcService Timers { private get; init; }

    public override Task<InvokeActorResponse> InvokeActor(InvokeActorRequest request, ServerCallContext context) => Actors.InvokeAsync(request, context);

    public override Task<GetActorStateResponse> GetActorState(GetActorStateRequest request, ServerCallContext context) => Actors.GetStateAsync(request, context);

    public override Task<Empty> ExecuteActorStateTransaction(ExecuteActorStateTransactionRequest request, ServerCallContext context) => Actors.TransactAsync(request, context);

    public override Task<Empty> RegisterActorReminder(RegisterActorReminderRequest request, ServerCallContext context) => Reminders.RegisterAsync(request, context);

    public override Task<Empty> UnregisterActorReminder(UnregisterActorReminderRequest request, ServerCallContext context) => Reminders.UnregisterAsync(request, context);

    public override Task<UnregisterActorRemindersByTypeResponse> UnregisterActorRemindersByType(UnregisterActorRemindersByTypeRequest request, ServerCallContext context) =>
        Reminders.UnregisterByTypeAsync(request, context);

    public override Task<GetActorReminderResponse> GetActorReminder(GetActorReminderRequest request, ServerCallContext context) => Reminders.GetAsync(request, context);

    public override Task<ListActorRemindersResponse> ListActorReminders(ListActorRemindersRequest request, ServerCallContext context) => Reminders.ListAsync(request, context);

    public override Task<Empty> RegisterActorTimer(RegisterActorTimerRequest request, ServerCallContext context) => Timers.RegisterAsync(request, context);

    public override Task<Empty> UnregisterActorTimer(UnregisterActorTimerRequest request, ServerCallContext context) => Timers.UnregisterAsync(request, context);

    public override Task<GetActorTimerResponse> GetActorTimer(GetActorTimerRequest request, ServerCallContext context) => Timers.GetAsync(request, context);

    public override Task<ListActorTimersResponse> ListActorTimers(ListActorTimersRequest request, ServerCallContext context) => Timers.ListAsync(request, context);

    public override Task SubscribeActorEventsAlpha1(
        IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> requestStream, IServerStreamWriter<SubscribeActorEventsResponseAlpha1> responseStream, ServerCallContext context) =>
        ActorStreams.SubscribeAsync(requestStream, responseStream, context);
}
