#nullable disable annotations
using System.Text.Json;
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dapr.Actors.Runtime;

/// <summary>What an actor under test is given. What a test does not replace throws <see cref="NotImplementedException"/> when it is used.</summary>
public sealed class ActorTestOptions
{
    public ActorTestOptions()
    {
    }

    /// <summary>A random id if not said.</summary>
    public ActorId ActorId { get; set; } = ActorId.CreateRandom();

    /// <summary>Nothing is logged if not said.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public JsonSerializerOptions JsonSerializerOptions { get; set; } = new(JsonSerializerDefaults.Web);

    public IActorProxyFactory ProxyFactory { get; set; } = new MissingProxyFactory();

    public ActorTimerManager TimerManager { get; set; } = new MissingTimerManager();

    private static NotImplementedException Missing(string what, string property, string type) => new(
        $"This actor was initialized for tests without providing a replacement for the {what}. Provide a mock implementation of '{type}' by setting '{nameof(ActorTestOptions)}.{property}'.");

    private sealed class MissingProxyFactory : IActorProxyFactory
    {
        public ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options) => throw Error();

        public TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options)
            where TActorInterface : IActor =>
            throw Error();

        public object CreateActorProxy(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options) => throw Error();

        private static NotImplementedException Error() => Missing("proxy factory", nameof(ProxyFactory), nameof(IActorProxyFactory));
    }

    private sealed class MissingTimerManager : ActorTimerManager
    {
        public override Task RegisterReminderAsync(ActorReminder reminder) => throw Error();

        public override Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder) => throw Error();

        public override Task UnregisterReminderAsync(ActorReminderToken reminder) => throw Error();

        public override Task RegisterTimerAsync(ActorTimer timer) => throw Error();

        public override Task UnregisterTimerAsync(ActorTimerToken timer) => throw Error();

        private static NotImplementedException Error() => Missing("timer manager", nameof(TimerManager), nameof(ActorTimerManager));
    }
}
