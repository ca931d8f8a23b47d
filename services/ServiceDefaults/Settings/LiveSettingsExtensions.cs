using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Settings;

/// <summary>Live settings for a service.</summary>
public static class LiveSettingsExtensions
{
    /// <summary>Adds <see cref="LiveSettings"/>, and what keeps them as the configuration store has them.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="keys">The keys of the service's switches in the configuration store.</param>
    public static void AddLiveSettings(this WebApplicationBuilder builder, params string[] keys)
    {
        builder.Services.Configure<LiveSettingsOptions>(builder.Configuration.GetSection("LiveSettings"));
        builder.Services.AddSingleton(services => new LiveSettings(keys, services.GetRequiredService<ILogger<LiveSettings>>()));
        builder.Services.AddHostedService<LiveSettingsFollower>();
    }
}
