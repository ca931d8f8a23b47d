using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>A log that waits for a word: how a test learns that the sidecar has come to something that cannot be seen from outside.</summary>
internal sealed class AwaitedLog(string word) : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a line with the word was written.</summary>
    public Task Seen => _seen.Task.WaitAsync(HostingApp.Limit);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains(word, StringComparison.Ordinal))
            _seen.TrySetResult();
    }

    public void Dispose()
    {
    }
}
