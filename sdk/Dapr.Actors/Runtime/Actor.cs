#nullable disable annotations
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>
/// The base of actors: objects that exist once each in the whole system, and do one thing at a time. The sidecar sees to both; see
/// https://docs.dapr.io/developing-applications/building-blocks/actors/.
/// </summary>
public abstract class Actor
{
    /// <param name="host">What the runtime gives; in tests, what <see cref="ActorHost"/> makes for them.</param>
    protected Actor(ActorHost host)
    {
        Host = host;
        StateManager = new ActorStateManager(host);
        Logger = host.LoggerFactory.CreateLogger(GetType());
    }

    /// <summary>Logs as the actor's own class.</summary>
    protected ILogger Logger { get; }

    public ActorId Id => Host.Id;

    public ActorHost Host { get; }

    /// <summary>Makes proxies for other actors, with the options of this actor's runtime.</summary>
    public IActorProxyFactory ProxyFactory => Host.ProxyFactory;

    /// <summary>The actor's state. Tests put a manager of their own here.</summary>
    public IActorStateManager StateManager { get; protected set; }

    /// <summary>Saves what this turn changed so far.</summary>
    protected Task SaveStateAsync() => StateManager.SaveStateAsync();

    /// <summary>Runs before the first turn of an activation. If it throws, there is no activation.</summary>
    protected virtual Task OnActivateAsync() => Task.CompletedTask;

    /// <summary>Runs after the last turn of an activation, unless the process ends before.</summary>
    protected virtual Task OnDeactivateAsync() => Task.CompletedTask;

    /// <summary>Runs at the start of each turn.</summary>
    protected virtual Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Runs at the end of a turn that did not throw, before its changes are saved.</summary>
    protected virtual Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Runs if a turn threw, or its changes could not be saved, before the changes are forgotten.</summary>
    protected virtual Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) => Task.CompletedTask;

    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan, int, TimeSpan)"/>
    protected async Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        await RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period));

    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan, int, TimeSpan)"/>
    protected async Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        await RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, ttl));

    /// <summary>
    /// Registers a reminder, in place of one of the same name: <see cref="IRemindable.ReceiveReminderAsync"/> is called when it is due,
    /// whether the actor is active or not, until it is unregistered or has ended.
    /// </summary>
    /// <param name="state">What the actor is given each time.</param>
    /// <param name="dueTime">From now to the first firing; zero for at once.</param>
    /// <param name="period">Between firings; -1 ms for a reminder that fires once.</param>
    /// <param name="repetitions">How often it fires; above zero. The period must be whole seconds then.</param>
    /// <param name="ttl">How long it exists; not shorter than the due time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time or the number is outside its range.</exception>
    protected async Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, int repetitions, TimeSpan ttl) =>
        await RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions, ttl));

    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan, int, TimeSpan)"/>
    protected async Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, int repetitions) =>
        await RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions));

    /// <exception cref="DaprApiException">There is no such reminder.</exception>
    protected Task<IActorReminder> GetReminderAsync(string reminderName) =>
        Host.TimerManager.GetReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <inheritdoc cref="UnregisterReminderAsync(string)"/>
    protected Task UnregisterReminderAsync(IActorReminder reminder) =>
        Host.TimerManager.UnregisterReminderAsync(reminder as ActorReminderToken ?? new ActorReminderToken(TypeName, Id, reminder.Name));

    /// <summary>Removes a reminder; nothing happens if there is none.</summary>
    protected Task UnregisterReminderAsync(string reminderName) =>
        Host.TimerManager.UnregisterReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <inheritdoc cref="RegisterTimerAsync(string, string, byte[], TimeSpan, TimeSpan, TimeSpan)"/>
    public Task<ActorTimer> RegisterTimerAsync(string timerName, string callback, byte[] callbackParams, TimeSpan dueTime, TimeSpan period) =>
        RegisterTimerAsync(timerName, callback, callbackParams, dueTime, period, (TimeSpan?)null);

    /// <summary>
    /// Registers a timer, in place of one of the same name: a method of this actor is called when it is due, as a turn of its own, for as
    /// long as the actor stays active.
    /// </summary>
    /// <param name="timerName">The timer's name; null or empty for a name that nothing else has.</param>
    /// <param name="callback">The name of a method of the actor's class that is not overloaded, returns <see cref="Task"/> and takes nothing or a byte array.</param>
    /// <param name="callbackParams">What the method is given, if it takes something.</param>
    /// <param name="dueTime">From now to the first firing; zero for at once.</param>
    /// <param name="period">Between firings; -1 ms for a timer that fires once.</param>
    /// <param name="ttl">How long it exists; not shorter than the due time.</param>
    /// <exception cref="ArgumentException">The method is not of that kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public Task<ActorTimer> RegisterTimerAsync(string timerName, string callback, byte[] callbackParams, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        RegisterTimerAsync(timerName, callback, callbackParams, dueTime, period, (TimeSpan?)ttl);

    protected Task UnregisterTimerAsync(ActorTimer timer) => Host.TimerManager.UnregisterTimerAsync(timer);

    /// <summary>Removes a timer; nothing happens if there is none.</summary>
    protected Task UnregisterTimerAsync(string timerName) => Host.TimerManager.UnregisterTimerAsync(new ActorTimerToken(TypeName, Id, timerName));

    private string TypeName => Host.ActorTypeInfo.ActorTypeName;

    internal async Task ActivateAsync()
    {
        await StateManager.ClearCacheAsync();
        await OnActivateAsync();
        await SaveStateAsync();
    }

    internal async Task DeactivateAsync()
    {
        await StateManager.ClearCacheAsync();
        await OnDeactivateAsync();
    }

    internal Task BeginTurnAsync(ActorMethodContext context) => OnPreActorMethodAsync(context);

    internal async Task EndTurnAsync(ActorMethodContext context)
    {
        await OnPostActorMethodAsync(context);
        await SaveStateAsync();
    }

    internal async Task FailTurnAsync(ActorMethodContext context, Exception exception)
    {
        await OnActorMethodFailedAsync(context, exception);
        await StateManager.ClearCacheAsync();
    }

    private async Task<IActorReminder> RegisterAsync(ActorReminder reminder)
    {
        await Host.TimerManager.RegisterReminderAsync(reminder);
        return reminder;
    }

    private async Task<ActorTimer> RegisterTimerAsync(string timerName, string callback, byte[] callbackParams, TimeSpan dueTime, TimeSpan period, TimeSpan? ttl)
    {
        TimerCallback.Check(Host.ActorTypeInfo, callback);
        var name = string.IsNullOrEmpty(timerName) ? $"{Id}_Timer_{Guid.NewGuid()}" : timerName;
        var timer = new ActorTimer(TypeName, Id, name, callback, callbackParams, dueTime, period, ttl);
        await Host.TimerManager.RegisterTimerAsync(timer);
        return timer;
    }
}
