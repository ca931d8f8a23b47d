using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dapr.Client;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Settings;

/// <summary>
/// Switches that an operator turns while services run: <c>true</c> or <c>false</c> in the configuration store. One that is not
/// there is off; while the store does not answer, and where a text is neither, what was last known counts.
/// </summary>
public sealed partial class LiveSettings
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, Switch> _switches;
    private readonly ILogger<LiveSettings> _logger;

    /// <param name="keys">The keys of the service's switches in the configuration store.</param>
    /// <param name="logger">Is told what changes, and what cannot be understood.</param>
    public LiveSettings(IEnumerable<string> keys, ILogger<LiveSettings> logger)
    {
        Keys = [.. keys];
        _switches = new(Keys.Select(key => KeyValuePair.Create(key, new Switch(IsOn: false, Text: null))));
        _logger = logger;
    }

    /// <summary>The keys of all switches.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>Whether a switch is on. Right after the start of the service this waits a moment for the store's first answer.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> IsOnAsync(string key, CancellationToken cancellationToken)
    {
        await _settled.Task.WaitAsync(cancellationToken);
        return _switches[key].IsOn;
    }

    /// <summary>Takes over what the store has now. To be called by one at a time.</summary>
    internal void Apply(IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        foreach (var key in Keys)
            _switches[key] = Read(key, _switches[key], items.GetValueOrDefault(key)?.Value);
        Settle();
    }

    /// <summary>Nobody waits for the store's first answer any more.</summary>
    internal void Settle() => _settled.TrySetResult();

    private Switch Read(string key, Switch last, string? text)
    {
        if (text == last.Text) return last;
        var isOn = false;
        if (text is not null && !bool.TryParse(text, out isOn))
        {
            LogNotUnderstood(key, last.IsOn);
            return last with { Text = text };
        }

        if (isOn != last.IsOn) LogChanged(key, isOn);
        return new(isOn, text);
    }

    [LoggerMessage(LogLevel.Information, "The live setting {Key} is {IsOn} from now on")]
    private partial void LogChanged(string key, bool isOn);

    [LoggerMessage(LogLevel.Error, "The live setting {Key} is neither 'true' nor 'false' in the configuration store: it stays {IsOn}")]
    private partial void LogNotUnderstood(string key, bool isOn);

    /// <param name="IsOn">What counts.</param>
    /// <param name="Text">What the store said last.</param>
    private sealed record Switch(bool IsOn, string? Text);
}
