using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Actors.Timers;

/// <summary>The timers API over gRPC.</summary>
internal sealed class TimerGrpcService(ActorTimers timers)
{
    public async Task<Empty> RegisterAsync(RegisterActorTimerRequest request, ServerCallContext context)
    {
        var body = new ScheduleBody { DueTime = request.DueTime, Period = request.Period, Ttl = request.Ttl, Callback = request.Callback, Data = CallbackData.FromBytes(request.Data) };
        (await timers.RegisterAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, body, context.CancellationToken)).ThrowPlain();
        return new Empty();
    }

    public async Task<Empty> UnregisterAsync(UnregisterActorTimerRequest request, ServerCallContext context)
    {
        (await timers.UnregisterAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, context.CancellationToken)).ThrowPlain();
        return new Empty();
    }

    public async Task<GetActorTimerResponse> GetAsync(GetActorTimerRequest request, ServerCallContext context)
    {
        var timer = (await timers.GetAsync(new ActorAddress(request.ActorType, request.ActorId), request.Name, context.CancellationToken)).OrThrowPlain();
        var response = new GetActorTimerResponse { ActorType = timer.Actor.Type, ActorId = timer.Actor.Id, Data = CallbackData.ToAny(timer.Data) };
        if (timer.DueTime.Length > 0)
            response.DueTime = timer.DueTime;
        if (timer.Period.Length > 0)
            response.Period = timer.Period;
        if (timer.Ttl.Length > 0)
            response.Ttl = timer.Ttl;
        if (timer.Callback.Length > 0)
            response.Callback = timer.Callback;
        return response;
    }

    public async Task<ListActorTimersResponse> ListAsync(ListActorTimersRequest request, ServerCallContext context)
    {
        var found = (await timers.ListAsync(new ActorAddress(request.ActorType, request.ActorId), context.CancellationToken)).OrThrowPlain();
        return new ListActorTimersResponse { Timers = { found.Select(ToNamed) } };
    }

    private static NamedActorTimer ToNamed(ActorSchedule timer)
    {
        var message = new Grpc.Runtime.V1.ActorTimer { ActorType = timer.Actor.Type, ActorId = timer.Actor.Id, Data = CallbackData.ToAny(timer.Data) };
        if (timer.DueTime.Length > 0)
            message.DueTime = timer.DueTime;
        if (timer.Period.Length > 0)
            message.Period = timer.Period;
        if (timer.Ttl.Length > 0)
            message.Ttl = timer.Ttl;
        if (timer.Callback.Length > 0)
            message.Callback = timer.Callback;
        return new NamedActorTimer { Name = timer.Name, Timer = message };
    }
}
