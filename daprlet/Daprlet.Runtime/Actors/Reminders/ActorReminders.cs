using Daprlet.Errors;
using Daprlet.Json;
using Daprlet.Schedules;
using Daprlet.Scheduling;
using Microsoft.Data.Sqlite;

namespace Daprlet.Actors.Reminders;

/// <summary>Reminders of actors: registers, tells and deletes them.</summary>
/// <param name="open">Opens the store of reminders, or answers the one that is open.</param>
internal sealed class ActorReminders(IActorHosting hosting, Func<ReminderStore> open, string @namespace, TimeProvider time) : IActorSchedules
{
    /// <summary>Stores a reminder; when it is answered, it is on disk.</summary>
    /// <inheritdoc/>
    public async Task<ApiError?> RegisterAsync(ActorAddress actor, string name, ScheduleBody body, CancellationToken cancellationToken)
    {
        if ((CheckApi(actor.Type) ?? CheckName(name) ?? CheckHosted(actor.Type)) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        if (!ReminderTimes.TryParse(body.DueTime, body.Period, body.Ttl, time.GetUtcNow(), out var times, out var wrong))
            return ReminderErrors.Create(wrong);
        if (JobName.Check(key) is { } wrongName)
            return ReminderErrors.Create(wrongName);
        var reminder = new Reminder { Key = key, Data = body.Data, DueTime = body.DueTime, Ttl = body.Ttl, Times = times, FailurePolicy = body.FailurePolicy };
        var stored = await InStoreAsync(actor.Type, store => store.RegisterAsync(reminder, body.Overwrite), ReminderErrors.Create, cancellationToken);
        return stored.Error ?? (stored.Value ? null : ReminderErrors.Exists(name));
    }

    public async Task<ApiResult<ActorSchedule>> GetAsync(ActorAddress actor, string name, CancellationToken cancellationToken)
    {
        if (Check(actor.Type) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        if (JobName.Check(key) is { } wrong)
            return ReminderErrors.Get(wrong);
        var (reminder, error) = await InStoreAsync(actor.Type, store => store.GetAsync(key), ReminderErrors.Get, cancellationToken);
        return error is not null ? error : reminder is null ? ReminderErrors.NotFound(name)
            : Shown(reminder) with { Ttl = PointInTime.TryParseMoment(reminder.Ttl, out var end) ? Rfc3339.Precise(end) : "" };
    }

    public Task<ApiResult<IReadOnlyList<ActorSchedule>>> ListAsync(ActorAddress actor, CancellationToken cancellationToken) => ListAsync(actor.Type, actor.Id, cancellationToken);

    /// <summary>The reminders of a type, or of one of its actors, in the order of actors and names. When they end is not told.</summary>
    /// <param name="actorId">Null for all actors.</param>
    public async Task<ApiResult<IReadOnlyList<ActorSchedule>>> ListAsync(string actorType, string? actorId, CancellationToken cancellationToken)
    {
        if (Check(actorType) is { } refusal)
            return refusal;
        var (reminders, error) = await InStoreAsync(actorType, store => store.ListAsync(@namespace, actorType, actorId), ReminderErrors.List, cancellationToken);
        return error is null ? reminders!.Select(Shown).ToList() : error;
    }

    public async Task<ApiError?> UnregisterAsync(ActorAddress actor, string name, CancellationToken cancellationToken)
    {
        if (Check(actor.Type) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        return JobName.Check(key) is { } wrong ? ReminderErrors.Delete(wrong) : (await InStoreAsync(actor.Type, store => store.DeleteAsync(key), ReminderErrors.Delete, cancellationToken)).Error;
    }

    /// <summary>Ends all reminders of a type, or of one of its actors.</summary>
    /// <param name="actorId">Null for all actors.</param>
    public async Task<ApiError?> UnregisterAllAsync(string actorType, string? actorId, CancellationToken cancellationToken) =>
        Check(actorType) ?? (await InStoreAsync(actorType, store => store.DeleteAllAsync(@namespace, actorType, actorId), ReminderErrors.Delete, cancellationToken)).Error;

    private ApiError? Check(string actorType) => CheckApi(actorType) ?? CheckHosted(actorType);

    private ApiError? CheckApi(string actorType) => ActorErrors.Reserved(actorType) ?? (hosting.IsEnabled ? null : ActorErrors.NoPlacement);

    private ApiError? CheckHosted(string actorType) => hosting.IsHosted(actorType) ? null : ReminderErrors.NotHosted;

    private static ApiError? CheckName(string name) =>
        name.Length == 0 ? ActorErrors.BadRequest("reminder name cannot be empty")
        : ActorNames.Check(name) is { } wrong ? ActorErrors.BadRequest(wrong)
        : null;

    private ReminderKey Key(ActorAddress actor, string name) => new(@namespace, actor.Type, actor.Id, name);

    private static ActorSchedule Shown(Reminder reminder) => new(new ActorAddress(reminder.Key.ActorType, reminder.Key.ActorId), reminder.Key.Name)
    {
        DueTime = reminder.DueTime,
        Period = reminder.Times.Schedule,
        Data = reminder.Data,
    };

    /// <summary>Works in the store once no actors of the type move.</summary>
    private async Task<ApiResult<T>> InStoreAsync<T>(string actorType, Func<ReminderStore, Task<T>> work, Func<string, ApiError> failed, CancellationToken cancellationToken)
    {
        await hosting.AwaitMoveAsync(actorType, cancellationToken);
        try
        {
            return await work(open());
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return failed(e.Message);
        }
    }
}
