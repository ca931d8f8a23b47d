#nullable disable annotations
using Microsoft.Extensions.Hosting;

namespace Serilog;

/// <summary>Makes Serilog the logging of a host.</summary>
public static class SerilogHostBuilderExtensions
{
    /// <inheritdoc cref="SerilogServiceCollectionExtensions.AddSerilog(Microsoft.Extensions.DependencyInjection.IServiceCollection, Action{LoggerConfiguration}, bool, bool)"/>
    public static IHostBuilder UseSerilog(this IHostBuilder builder, Action<HostBuilderContext, LoggerConfiguration> configureLogger, bool preserveStaticLogger = false, bool writeToProviders = false)
    {
        ArgumentNullException.ThrowIfNull(configureLogger);
        return builder.UseSerilog((context, _, configuration) => configureLogger(context, configuration), preserveStaticLogger, writeToProviders);
    }

    /// <inheritdoc cref="SerilogServiceCollectionExtensions.AddSerilog(Microsoft.Extensions.DependencyInjection.IServiceCollection, Action{LoggerConfiguration}, bool, bool)"/>
    public static IHostBuilder UseSerilog(this IHostBuilder builder, Action<HostBuilderContext, IServiceProvider, LoggerConfiguration> configureLogger, bool preserveStaticLogger = false, bool writeToProviders = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureLogger);
        return builder.ConfigureServices((context, services) => services.AddSerilog(
            (provider, configuration) => configureLogger(context, provider, configuration),
            preserveStaticLogger,
            writeToProviders));
    }
}
