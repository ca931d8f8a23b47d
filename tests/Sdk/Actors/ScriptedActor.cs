using System.Runtime.ExceptionServices;
using System.Text;
using Dapr.Actors;
using Dapr.Actors.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Actors;

public interface IScriptedActor : IActor
{
    Task RunAsync();
}

/// <summary>An actor whose turns a test writes.</summary>
public sealed class ScriptedActor(ActorHost host, Script script) : Actor(host), IScriptedActor
{
    public Task RunAsync() => script.Turn(this, StateManager);

    public Task RemindAsync(byte[]? state, TimeSpan dueTime, TimeSpan period) => RegisterReminderAsync("r", state, dueTime, period);

    public Task RemindAsync(byte[]? state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) => RegisterReminderAsync("r", state, dueTime, period, ttl);

    public Task RemindAsync(byte[]? state, TimeSpan dueTime, TimeSpan period, int repetitions) => RegisterReminderAsync("r", state, dueTime, period, repetitions);

    public Task RemindAsync(byte[]? state, TimeSpan dueTime, TimeSpan period, int repetitions, TimeSpan ttl) => RegisterReminderAsync("r", state, dueTime, period, repetitions, ttl);

    public Task<IActorReminder> ReminderAsync() => GetReminderAsync("r");

    public Task ForgetAsync() => UnregisterReminderAsync("r");

    public Task StopAsync() => UnregisterTimerAsync("t");

    public Task TwoAsync(byte[] first, byte[] second) => Task.FromResult((Id, first, second));
}

/// <summary>The next turn.</summary>
public sealed class Script
{
    public Func<ScriptedActor, IActorStateManager, Task> Turn { get; set; } = (_, _) => Task.CompletedTask;
}

/// <summary>Runs turns of one scripted actor, whose sidecar the test can see.</summary>
internal sealed class ScriptedApp : IAsyncDisposable
{
    private readonly Script _script;

    private ScriptedApp(ActorApp app, Script script) => (App, _script) = (app, script);

    public ActorApp App { get; }

    public static async Task<ScriptedApp> StartAsync()
    {
        var script = new Script();
        return new ScriptedApp(await ActorApp.StartAsync(options => options.Actors.RegisterActor<ScriptedActor>(), services => services.AddSingleton(script)), script);
    }

    public Task TurnAsync(Func<IActorStateManager, Task> turn, string? chain = null) => TurnAsync((_, state) => turn(state), chain);

    /// <summary>Runs a turn, and throws what it throws.</summary>
    public async Task TurnAsync(Func<ScriptedActor, IActorStateManager, Task> turn, string? chain = null)
    {
        Exception? thrown = null;
        _script.Turn = async (actor, state) =>
        {
            try
            {
                await turn(actor, state);
            }
            catch (Exception exception)
            {
                thrown = exception;
                throw;
            }
        };
        using var answer = await App.PutAsync("actors/ScriptedActor/1/method/RunAsync", null, chain is null ? [] : [("Dapr-Reentrancy-Id", chain)]);
        if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the sidecar was asked since the last time, without the actor's address.</summary>
    public IEnumerable<string> Requests(int skip = 0) => App.Sidecar.Requests.Skip(skip).Select(request =>
        new StringBuilder($"{request.Method} {request.Target} {request.Body}").Replace("/v1.0/actors/ScriptedActor/1/", "").ToString().TrimEnd());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
