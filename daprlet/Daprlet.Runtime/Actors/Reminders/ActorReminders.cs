using Daprlet.Errors;
using Daprlet.Scheduling;
using Microsoft.Data.Sqlite;

namespace Daprlet.Actors.Reminders;

/// <summary>Reminders of actors: registers, tells and deletes them. Knows nothing of HTTP.</summary>
/// <param name="open">Opens the store of reminders, or answers the one that is open.</param>
internal sealed class ActorReminders(IActorHosting hosting, Func<ReminderStore> open, string @namespace, TimeProvider time)
{
    /// <summary>Stores a reminder; when it is answered, it is on disk.</summary>
    /// <returns>Why it was not stored; null when it was.</returns>
    public async Task<ApiError?> RegisterAsync(ActorAddress actor, string name, ScheduleBody body)
    {
        if (Refusal(actor) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        if (!ReminderTimes.TryParse(body.DueTime, body.Period, body.Ttl, time.GetUtcNow(), out var times, out var wrong))
            return ReminderErrors.Create(wrong);
        if (JobName.Check(key) is { } wrongName)
            return ReminderErrors.Create(wrongName);
        var reminder = new Reminder { Key = key, Data = body.Data, DueTime = body.DueTime, Ttl = body.Ttl, Times = times };
        var stored = await InStoreAsync(store => store.RegisterAsync(reminder, body.Overwrite), ReminderErrors.Create);
        return stored.Error ?? (stored.Value ? null : ReminderErrors.Exists(name));
    }

    /// <summary>A reminder as it was registered.</summary>
    public async Task<ApiResult<Reminder>> GetAsync(ActorAddress actor, string name)
    {
        if (Refusal(actor) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        if (JobName.Check(key) is { } wrong)
            return ReminderErrors.Get(wrong);
        var found = await InStoreAsync(store => store.GetAsync(key), ReminderErrors.Get);
        return found.Error is { } error ? error : found.Value is { } reminder ? reminder : ReminderErrors.NotFound(name);
    }

    /// <summary>The reminders of an actor, in the order of their names.</summary>
    public async Task<ApiResult<IReadOnlyList<Reminder>>> ListAsync(ActorAddress actor) =>
        Refusal(actor) is { } refusal ? refusal : await InStoreAsync(store => store.ListAsync(@namespace, actor.Type, actor.Id), ReminderErrors.List);

    /// <summary>Deletes a reminder; that there is none is fine.</summary>
    public async Task<ApiError?> DeleteAsync(ActorAddress actor, string name)
    {
        if (Refusal(actor) is { } refusal)
            return refusal;
        var key = Key(actor, name);
        return JobName.Check(key) is { } wrong ? ReminderErrors.Delete(wrong) : (await InStoreAsync(store => store.DeleteAsync(key), ReminderErrors.Delete)).Error;
    }

    private ApiError? Refusal(ActorAddress actor) => !hosting.IsEnabled ? ActorErrors.NoPlacement : hosting.IsHosted(actor.Type) ? null : ReminderErrors.NotHosted;

    private ReminderKey Key(ActorAddress actor, string name) => new(@namespace, actor.Type, actor.Id, name);

    private async Task<ApiResult<T>> InStoreAsync<T>(Func<ReminderStore, Task<T>> work, Func<string, ApiError> failed)
    {
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
