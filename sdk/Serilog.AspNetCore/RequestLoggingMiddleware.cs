using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serilog.Events;
using Serilog.Extensions.Hosting;
using Serilog.Parsing;

namespace Serilog.AspNetCore;

/// <summary>Logs one event at the end of each request.</summary>
internal sealed class RequestLoggingMiddleware(RequestDelegate next, DiagnosticContext diagnostics, RequestLoggingOptions options)
{
    private readonly MessageTemplate _template = new MessageTemplateParser().Parse(options.MessageTemplate);
    private readonly ILogger? _logger = options.Logger?.ForContext<RequestLoggingMiddleware>();

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var collection = DiagnosticContext.Begin();
        try
        {
            await next(context);
            LogCompletion(context, collection, start, context.Response.StatusCode, null);
        }
        catch (Exception exception) when (LogCompletion(context, collection, start, StatusCodes.Status500InternalServerError, exception))
        {
            // Not reached: the filter logs while the stack is whole, and is always false.
            throw;
        }
        finally
        {
            collection.Complete();
        }
    }

    private bool LogCompletion(HttpContext context, DiagnosticContext.Collection collection, long start, int status, Exception? exception)
    {
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var logger = _logger ?? Log.ForContext<RequestLoggingMiddleware>();
        var level = options.GetLevel(context, milliseconds, exception);
        if (!logger.IsEnabled(level))
            return false;

        options.EnrichDiagnosticContext?.Invoke(diagnostics, context);
        var (collected, collectedException) = collection.Complete();
        var properties = collected.Concat(options.GetMessageTemplateProperties(context, Path(context), milliseconds, status));
        var (traceId, spanId) = Activity.Current is { } activity ? (activity.TraceId, activity.SpanId) : default;
        logger.Write(new LogEvent(DateTimeOffset.Now, level, exception ?? collectedException, _template, properties, traceId, spanId));
        return false;
    }

    private string Path(HttpContext context)
    {
        var request = context.Features.Get<IHttpRequestFeature>();
        var path = options.IncludeQueryInRequestPath ? request?.RawTarget : request?.Path;
        return string.IsNullOrEmpty(path) ? context.Request.Path.ToString() : path;
    }
}
