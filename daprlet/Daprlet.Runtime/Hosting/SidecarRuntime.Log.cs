using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>What a sidecar says of itself, in daprd's words where daprd says it: people search for them.</summary>
internal sealed partial class SidecarRuntime
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Faults for tests are on: {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting Dapr Runtime -- version {Version} -- commit daprlet")]
    private static partial void LogStarting(ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "app id: {AppId}")]
    private static partial void LogAppId(ILogger logger, string appId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading config from file(s): {Files}")]
    private static partial void LogConfiguration(ILogger logger, string files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Actor runtime disabled: placement service is not configured. Actors and Workflow APIs will be unavailable")]
    private static partial void LogNoActors(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hot reloading enabled. Daprd will reload 'Component', 'Subscription', 'Configuration', 'HTTPEndpoint' and 'Resiliency' resources when they are added, updated or deleted.")]
    private static partial void LogReloads(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "HTTP server is running on port {Port}")]
    private static partial void LogListening(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "API gRPC server is running on port {Port}")]
    private static partial void LogGrpcListening(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "dapr initialized. Status: Running. Init Elapsed {Milliseconds}ms")]
    private static partial void LogReady(ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Error processing component, daprd will exit gracefully: {Reason}")]
    private static partial void LogNotReloaded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Fatal error from runtime: {Reason}")]
    private static partial void LogFatal(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Blocking graceful shutdown for {Duration} or until app reports unhealthy...")]
    private static partial void LogBlocking(ILogger logger, string duration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Block shutdown period expired, entering shutdown...")]
    private static partial void LogBlockExpired(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "App reported unhealthy, entering shutdown...")]
    private static partial void LogUnhealthy(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shutdown requested via API")]
    private static partial void LogShutdown(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Force shutdown requested, exiting immediately without graceful shutdown")]
    private static partial void LogForced(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dapr is shutting down")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Graceful shutdown timeout exceeded, forcing shutdown")]
    private static partial void LogGraceExceeded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dapr runtime stopped")]
    private static partial void LogStopped(ILogger logger);
}
