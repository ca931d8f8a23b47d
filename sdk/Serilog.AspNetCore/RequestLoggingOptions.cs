using Microsoft.AspNetCore.Http;
using Serilog.Events;

namespace Serilog.AspNetCore;

/// <summary>How requests are logged.</summary>
public class RequestLoggingOptions
{
    public RequestLoggingOptions()
    {
    }

    /// <summary>The message; it may name the properties of the context and of <see cref="GetMessageTemplateProperties"/>.</summary>
    public string MessageTemplate { get; set; } = "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms";

    /// <summary>The level, of the request, its milliseconds and its exception; Error from status 500 on, else Information.</summary>
    public Func<HttpContext, double, Exception?, LogEventLevel> GetLevel { get; set; } = DefaultLevel;

    /// <summary>Adds properties at the end of the request.</summary>
    public Action<IDiagnosticContext, HttpContext>? EnrichDiagnosticContext { get; set; }

    /// <summary>Where requests are logged; <see cref="Log.Logger"/> if null.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>Logs the query with the path. A query can hold secrets.</summary>
    public bool IncludeQueryInRequestPath { get; set; }

    /// <summary>The properties of the message, of the request, its path, its milliseconds and its status.</summary>
    public Func<HttpContext, string, double, int, IEnumerable<LogEventProperty>> GetMessageTemplateProperties { get; set; } = DefaultProperties;

    private static LogEventLevel DefaultLevel(HttpContext context, double milliseconds, Exception? exception) =>
        exception is not null || context.Response.StatusCode >= StatusCodes.Status500InternalServerError
            ? LogEventLevel.Error
            : LogEventLevel.Information;

    private static IEnumerable<LogEventProperty> DefaultProperties(HttpContext context, string path, double milliseconds, int status) =>
    [
        new("RequestMethod", new ScalarValue(context.Request.Method)),
        new("RequestPath", new ScalarValue(path)),
        new("StatusCode", new ScalarValue(status)),
        new("Elapsed", new ScalarValue(milliseconds)),
    ];
}
