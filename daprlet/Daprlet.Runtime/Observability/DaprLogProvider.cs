using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Daprlet.Observability;

/// <summary>
/// Writes a sidecar's log lines as daprd does: <c>time="…" level=info msg="…" app_id=… instance=… scope=… type=log ver=…</c>, or the same as JSON.
/// </summary>
internal sealed class DaprLogProvider(TextWriter writer, string appId, bool asJson) : ILoggerProvider
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _writing = new();

    public ILogger CreateLogger(string categoryName) => new DaprLogger(this, categoryName);

    public void Dispose()
    {
    }

    /// <summary>Writes one line.</summary>
    public void Write(LogLevel level, string scope, string message)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var line = asJson ? JsonLine(time, Name(level), scope, message) : TextLine(time, Name(level), scope, message);
        lock (_writing)
            writer.WriteLine(line);
    }

    private string TextLine(string time, string level, string scope, string message)
    {
        var quoted = message.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");
        return $"time=\"{time}\" level={level} msg=\"{quoted}\" app_id={appId} instance={Environment.MachineName} scope={scope} type=log ver={DaprVersion.Runtime}";
    }

    private string JsonLine(string time, string level, string scope, string message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("app_id", appId);
            json.WriteString("instance", Environment.MachineName);
            json.WriteString("level", level);
            json.WriteString("msg", message);
            json.WriteString("scope", scope);
            json.WriteString("time", time);
            json.WriteString("type", "log");
            json.WriteString("ver", DaprVersion.Runtime);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
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
