using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace DaprShop.CardSandbox;

internal static class SandboxServices
{
    private const int MaxBodyBytes = 16 * 1024;
    private const int MaxConnections = 1000;

    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["APP_PORT"] is { Length: > 0 } port && string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls($"http://localhost:{port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.Configure<SandboxOptions>(builder.Configuration.GetSection("CardSandbox"));
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)));
        builder.Services.AddSingleton(services => ApiKey.From(services.GetRequiredService<IOptions<SandboxOptions>>().Value));
        builder.Services.AddSingleton(services => Journal.Open(services.GetRequiredService<IOptions<SandboxOptions>>().Value.Journal));
        builder.Services.AddSingleton<Processor>();
    }

    public static void MapHealth(this WebApplication app) => app.MapGet("/healthz", () => TypedResults.Text("Healthy"));
}
