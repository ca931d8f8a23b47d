using System.Text;
using Daprlet.Actors.Configuration;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class HostedTypesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("{}", 0)]
    [InlineData("""{"entities": []}""", 0)]
    [InlineData("<html>", 1)]
    [InlineData(" ", 1)]
    public void An_app_that_says_nothing_hosts_no_actors_and_only_one_that_says_nonsense_is_warned_of(string body, int warnings)
    {
        var logger = new CountingLogger();

        Assert.Empty(HostedTypes.From(Encoding.UTF8.GetBytes(body), logger));

        Assert.Equal(warnings, logger.Warnings);
    }

    private sealed class CountingLogger : ILogger
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning) Warnings++;
        }
    }
}
