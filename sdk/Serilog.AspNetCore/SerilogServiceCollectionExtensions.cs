#nullable disable annotations
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Extensions.Hosting;
using Serilog.Extensions.Logging;

namespace Serilog;

/// <summary>Makes Serilog the logging of an app.</summary>
public static class SerilogServiceCollectionExtensions
{
    /// <summary>Sends everything that is logged to a logger that is built with the app.</summary>
    /// <param name="collection">The services of the app.</param>
    /// <param name="configureLogger">Configures the logger.</param>
    /// <param name="preserveStaticLogger">Leaves <see cref="Log.Logger"/> alone, for several apps in one process.</param>
    /// <param name="writeToProviders">Sends everything to the other logging providers too.</param>
    public static IServiceCollection AddSerilog(this IServiceCollection collection, Action<LoggerConfiguration> configureLogger, bool preserveStaticLogger = false, bool writeToProviders = false)
    {
        ArgumentNullException.ThrowIfNull(configureLogger);
        return collection.AddSerilog((_, configuration) => configureLogger(configuration), preserveStaticLogger, writeToProviders);
    }

    /// <inheritdoc cref="AddSerilog(IServiceCollection, Action{LoggerConfiguration}, bool, bool)"/>
    public static IServiceCollection AddSerilog(this IServiceCollection collection, Action<IServiceProvider, LoggerConfiguration> configureLogger, bool preserveStaticLogger = false, bool writeToProviders = false)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(configureLogger);

        collection.AddSingleton(services => CreateLogger(services, configureLogger, writeToProviders));
        collection.AddSingleton(services => services.GetRequiredService<AppLogger>().Shared);
        collection.AddSingleton<ILoggerFactory>(services => CreateFactory(services, preserveStaticLogger));
        collection.AddSingleton(services => new DiagnosticContext(preserveStaticLogger ? services.GetRequiredService<AppLogger>().Shared : null));
        return collection.AddSingleton<IDiagnosticContext>(services => services.GetRequiredService<DiagnosticContext>());
    }

    private static AppLogger CreateLogger(IServiceProvider services, Action<IServiceProvider, LoggerConfiguration> configure, bool writeToProviders)
    {
        var providers = writeToProviders ? new LoggerProviderCollection() : null;
        var configuration = new LoggerConfiguration();
        if (providers is not null)
            configuration.WriteTo.Providers(providers);

        configure(services, configuration);
        var root = configuration.CreateLogger();
        return new AppLogger(root, root.ForContext(Enumerable.Empty<ILogEventEnricher>()), providers);
    }

    private static SerilogLoggerFactory CreateFactory(IServiceProvider services, bool preserveStaticLogger)
    {
        var (root, _, providers) = services.GetRequiredService<AppLogger>();

        // Without a logger of its own the factory writes to Log.Logger, and closes it at its end.
        if (!preserveStaticLogger)
            Log.Logger = root;

        var factory = new SerilogLoggerFactory(preserveStaticLogger ? root : null, dispose: true, providers);
        foreach (var provider in providers is null ? [] : services.GetServices<ILoggerProvider>())
            factory.AddProvider(provider);

        return factory;
    }

    /// <summary>The logger of an app: the logger factory owns <see cref="Root"/>, everybody else gets <see cref="Shared"/>.</summary>
    private sealed record AppLogger(Logger Root, ILogger Shared, LoggerProviderCollection Providers);
}
