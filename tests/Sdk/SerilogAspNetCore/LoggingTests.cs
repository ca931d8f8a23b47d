using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;

namespace DaprShop.Tests.Sdk.SerilogAspNetCore;

public sealed class LoggingTests
{
    [Fact]
    public async Task What_an_app_logs_reaches_its_own_logger_and_leaves_the_static_one_alone()
    {
        var before = Log.Logger;
        using var sink = new CollectingSink();
        await using (var services = Services(services => services.AddSerilog(configuration => configuration.WriteTo.Sink(sink), preserveStaticLogger: true)))
        {
            services.GetRequiredService<ILogger<LoggingTests>>().LogInformation("Hello {Name}", "Ann");

            Assert.Equal("Hello \"Ann\"", Assert.Single(sink.Events).RenderMessage());
            Assert.Same(before, Log.Logger);
        }

        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public async Task Without_that_the_static_logger_is_the_one_of_the_app_until_its_end()
    {
        using var sink = new CollectingSink();
        await using (var services = Services(services => services.AddSerilog((_, configuration) => configuration.WriteTo.Sink(sink))))
        {
            services.GetRequiredService<ILoggerFactory>();
            Log.Information("static");

            Assert.Equal("static", Assert.Single(sink.Events).RenderMessage());
        }

        Assert.True(sink.IsDisposed);
        Assert.Same(Logger.None, Log.Logger);
    }

    [Fact]
    public async Task The_logger_can_be_asked_for_and_outlives_nobody()
    {
        using var sink = new CollectingSink();
        await using var services = Services(services => services.AddSerilog(configuration => configuration.WriteTo.Sink(sink), preserveStaticLogger: true));

        using (var scope = services.CreateScope())
            scope.ServiceProvider.GetRequiredService<Serilog.ILogger>().Information("asked");

        Assert.Single(sink.Events);
        Assert.False(sink.IsDisposed);
    }

    [Fact]
    public async Task A_host_has_it_the_same_way()
    {
        using var sink = new CollectingSink();
        using var host = new HostBuilder()
            .UseSerilog((context, configuration) => configuration.WriteTo.Sink(sink).Enrich.WithProperty("Environment", context.HostingEnvironment.EnvironmentName), preserveStaticLogger: true)
            .Build();

        await host.StartAsync();
        host.Services.GetRequiredService<ILogger<LoggingTests>>().LogWarning("up");

        Assert.Equal("\"Production\"", sink.Events.Single(entry => entry.RenderMessage() == "up").Properties["Environment"].ToString());
    }

    [Fact]
    public async Task Other_providers_get_everything_too_if_asked_for()
    {
        using var sink = new CollectingSink();
        var other = new CountingProvider();
        await using var services = Services(services =>
        {
            services.AddSingleton<ILoggerProvider>(other);
            services.AddSerilog(configuration => configuration.WriteTo.Sink(sink), preserveStaticLogger: true, writeToProviders: true);
        });

        services.GetRequiredService<ILogger<LoggingTests>>().LogInformation("both");

        Assert.Single(sink.Events);
        Assert.Equal(1, other.Count);
    }

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection().AddLogging();
        add(services);
        return services.BuildServiceProvider();
    }

    private sealed class CountingProvider : ILoggerProvider, Microsoft.Extensions.Logging.ILogger
    {
        public int Count { get; private set; }

        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;

        public void Dispose()
        {
        }
    }
}
