using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serilog.AspNetCore;

namespace Serilog;

/// <summary>Logs requests with Serilog.</summary>
public static class SerilogApplicationBuilderExtensions
{
    /// <inheritdoc cref="UseSerilogRequestLogging(IApplicationBuilder, Action{RequestLoggingOptions}?)"/>
    public static IApplicationBuilder UseSerilogRequestLogging(this IApplicationBuilder app, string messageTemplate) =>
        app.UseSerilogRequestLogging(options => options.MessageTemplate = messageTemplate);

    /// <summary>
    /// Logs one event at the end of each request, with what its handlers gave to <see cref="IDiagnosticContext"/>. Only what follows in
    /// the pipeline is logged.
    /// </summary>
    /// <exception cref="ArgumentException">The options lack a template or a level.</exception>
    public static IApplicationBuilder UseSerilogRequestLogging(this IApplicationBuilder app, Action<RequestLoggingOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(app);

        var options = app.ApplicationServices.GetService<IOptions<RequestLoggingOptions>>()?.Value ?? new RequestLoggingOptions();
        configureOptions?.Invoke(options);
        if (options.MessageTemplate is null)
            throw new ArgumentException("MessageTemplate cannot be null.");
        if (options.GetLevel is null)
            throw new ArgumentException("GetLevel cannot be null.");

        return app.UseMiddleware<RequestLoggingMiddleware>(options);
    }
}
