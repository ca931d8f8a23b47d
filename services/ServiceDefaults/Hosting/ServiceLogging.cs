using System.Globalization;
using System.Text.RegularExpressions;
using DaprShop.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Events;

namespace DaprShop.ServiceDefaults.Hosting;

internal static partial class ServiceLogging
{
    // Dapr names the caller's app id in each call from another app; what customers and the own sidecar send has none.
    private const string CallerHeader = "dapr-caller-app-id";
    private const string NoCaller = "-";
    private const string RequestTemplate = "HTTP {RequestMethod} {RequestPath} from {Caller} responded {StatusCode} in {Elapsed:0.0000} ms";
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static void AddServiceLogging(this WebApplicationBuilder builder, string serviceName) =>
        builder.Services.AddSerilog(
            logger => logger
                .MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                .MinimumLevel.Override("System.Net.Http.HttpClient", LogEventLevel.Warning)
                .MinimumLevel.Override(typeof(BearerHandler).FullName!, LogEventLevel.Warning)
                .ReadFrom.Configuration(builder.Configuration)
                .Enrich.FromLogContext()
                .Enrich.WithProperty("Service", serviceName)
                .WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture),
            preserveStaticLogger: true);

    public static void UseServiceRequestLogging(this WebApplication app) =>
        app.UseSerilogRequestLogging(options =>
        {
            options.GetLevel = Level;
            options.MessageTemplate = RequestTemplate;
            options.EnrichDiagnosticContext = (properties, context) => properties.Set("Caller", Caller(context.Request));
            // The static logger stays as it is, so that several services can stand in one process.
            options.Logger = app.Services.GetRequiredService<ILogger>();
        });

    // The gateway answers without a sidecar between: there anybody may write the header, but nothing that forges a line.
    private static string Caller(HttpRequest request) => request.Headers[CallerHeader] is [{ } caller] && AppId().IsMatch(caller) ? caller : NoCaller;

    private static LogEventLevel Level(HttpContext context, double elapsedMilliseconds, Exception? exception) => context switch
    {
        // What it says is no fault of the service's, and is said every few seconds.
        _ when context.Request.Path == Health.ReadyPath && exception is null => LogEventLevel.Verbose,
        _ when exception is not null || context.Response.StatusCode >= StatusCodes.Status500InternalServerError => LogEventLevel.Error,
        _ when context.Request.Path == Health.Path => LogEventLevel.Verbose,
        _ => LogEventLevel.Information,
    };

    [GeneratedRegex(@"^[a-zA-Z0-9-]{1,64}\z")]
    private static partial Regex AppId();
}
