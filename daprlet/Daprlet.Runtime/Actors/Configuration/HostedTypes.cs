using System.Text.Json;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Configuration;

/// <summary>The actor types of an app with the settings of each.</summary>
internal static partial class HostedTypes
{
    /// <summary>What a placement change may take (daprd: <c>--actors-disseminate-timeout</c>); draining must fit into it.</summary>
    private static readonly TimeSpan DisseminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What of it draining may take where it would not fit.</summary>
    private const double DrainShare = 0.8;

    public static IReadOnlyDictionary<string, ActorTypeSettings> None { get; } = new Dictionary<string, ActorTypeSettings>();

    /// <summary>
    /// The types of a body of <c>GET /dapr/config</c>. As in Dapr a general duration that is none leaves the app without actors, and one for some
    /// of the types is as if it were not there; what is set for a type takes the place of everything general, but for the draining.
    /// </summary>
    public static IReadOnlyDictionary<string, ActorTypeSettings> From(ReadOnlySpan<byte> body, ILogger logger)
    {
        if (body.IsEmpty)
            return None;
        ActorConfiguration configuration;
        try
        {
            configuration = ActorConfiguration.Parse(body);
        }
        catch (JsonException e)
        {
            LogUnreadable(logger, e.Message);
            return None;
        }
        return From(configuration, logger);
    }

    /// <inheritdoc cref="From(ReadOnlySpan{byte}, ILogger)"/>
    public static IReadOnlyDictionary<string, ActorTypeSettings> From(ActorConfiguration configuration, ILogger logger)
    {
        if (configuration.Entities.Count == 0)
            return None;
        if (General(configuration) is { } general)
            return ForEach(configuration, general, logger);
        LogBadDuration(logger);
        return None;
    }

    private static ActorTypeSettings? General(ActorConfiguration configuration)
    {
        var (idle, drain) = (ActorTypeSettings.DefaultIdleTimeout, ActorTypeSettings.DefaultDrainTimeout);
        if (configuration.IdleTimeout is { Length: > 0 } idleText && !GoDuration.TryParse(idleText, out idle))
            return null;
        if (configuration.DrainTimeout is { Length: > 0 } drainText && !GoDuration.TryParse(drainText, out drain))
            return null;
        return new ActorTypeSettings { IdleTimeout = idle, DrainTimeout = Drain(drain, configuration), MaxStackDepth = StackDepth(configuration) };
    }

    private static Dictionary<string, ActorTypeSettings> ForEach(ActorConfiguration configuration, ActorTypeSettings general, ILogger logger)
    {
        var types = configuration.Entities.Distinct(StringComparer.Ordinal).ToDictionary(type => type, _ => general, StringComparer.Ordinal);
        foreach (var own in configuration.PerEntity)
        {
            foreach (var type in own.Entities)
            {
                if (types.ContainsKey(type))
                    types[type] = OfType(own, general, logger);
                else
                    LogNotHosted(logger, type);
            }
        }
        return types;
    }

    private static ActorTypeSettings OfType(ActorConfiguration own, ActorTypeSettings general, ILogger logger) => new()
    {
        IdleTimeout = Duration(own.IdleTimeout, ActorTypeSettings.DefaultIdleTimeout, logger),
        DrainTimeout = Drain(Duration(own.DrainTimeout, general.DrainTimeout, logger), own),
        MaxStackDepth = StackDepth(own),
    };

    private static TimeSpan Duration(string? text, TimeSpan otherwise, ILogger logger)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        if (GoDuration.TryParse(text, out var duration))
            return duration;
        LogDefault(logger, text, otherwise);
        return otherwise;
    }

    private static TimeSpan Drain(TimeSpan timeout, ActorConfiguration configuration) =>
        configuration.DrainsRebalanced is false || timeout < TimeSpan.Zero ? TimeSpan.Zero
        : timeout < DisseminationTimeout ? timeout
        : DisseminationTimeout * DrainShare;

    private static int? StackDepth(ActorConfiguration configuration) =>
        configuration.IsReentrant ? (int)Math.Clamp(configuration.MaxStackDepth ?? ActorTypeSettings.DefaultStackDepth, 1, int.MaxValue) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app's configuration is not JSON that can be read, so it hosts no actors: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The app's actorIdleTimeout or drainOngoingCallTimeout is no duration, so it hosts no actors")]
    private static partial void LogBadDuration(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration specified for non-hosted actor type: {Type}")]
    private static partial void LogNotHosted(ILogger logger, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invalid duration {Text} in the configuration of an actor type, using default value {Default}")]
    private static partial void LogDefault(ILogger logger, string text, TimeSpan @default);
}
