using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Daprlet.Observability;

/// <summary>Writes a sidecar's log lines as daprd does: <c>time="…" level=info msg="…" app_id=… scope=… type=log ver=…</c>.</summary>
internal sealed class DaprLogProvider(TextWriter writer, string appId) : ILoggerProvider
{
    private readonly Lock _writing = new();

    public ILogger CreateLogger(string categoryName) => new DaprLogger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string scope, string message)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var quoted = message.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");
        lock (_writing)
            writer.WriteLine($"time=\"{time}\" level={Name(level)} msg=\"{quoted}\" app_id={appId} instance={Environment.MachineName} scope={scope} type=log ver={Hosting.DaprVersion.Runtime}");
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private sealed class DaprLogger(DaprLogProvider provider, string scope) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            provider.Write(logLevel, scope, exception is null ? message : $"{message}: {exception}");
        }
    }
}
