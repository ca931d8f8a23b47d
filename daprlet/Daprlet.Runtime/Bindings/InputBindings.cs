using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Components.Bindings;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.Bindings;

/// <summary>The input bindings of one sidecar: which of them the app wants, and their start and end with the app.</summary>
/// <param name="probeTimeout">How long the app may take to say whether it wants a binding's events.</param>
internal sealed partial class InputBindings(LoadedComponents components, ResiliencyPolicies resiliency, TraceSampler sampler, TimeSpan probeTimeout, ILogger logger)
{
    /// <summary>The one status after which no policy repeats an event; without one, or in the end, any success will do.</summary>
    private const int Taken = 200;

    private AppFeeds? _running;

    /// <summary>Asks the app about each input binding and starts to read those that it wants.</summary>
    public async Task StartAsync(HttpAppChannel channel, CancellationToken cancellationToken)
    {
        var running = _running = new AppFeeds(new CancellationTokenSource());
        var app = new AppBindings(channel, sampler);
        foreach (var component in components.Of<BindingComponent>())
        {
            var binding = (BindingComponent)component.Instance;
            if (binding.Input is not { } input || !await IsWantedAsync(component.Name, binding, app, cancellationToken))
                continue;
            var path = binding.Route.Length > 0 ? binding.Route : component.Name;
            running.Add(input.Read(bindingEvent => DeliverAsync(component.Name, path, bindingEvent, app, running.Aborted)));
        }
    }

    /// <summary>Stops to read, after the events under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public Task StopAsync(CancellationToken patience) => Interlocked.Exchange(ref _running, null)?.StopAsync(patience) ?? Task.CompletedTask;

    private async Task<bool> IsWantedAsync(string name, BindingComponent binding, AppBindings app, CancellationToken cancellationToken)
    {
        if (binding.IsInputDeclared)
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(probeTimeout);
        try
        {
            var wanted = await app.WantsAsync(binding.Route, limit.Token);
            if (!wanted)
                LogNotWanted(logger, name);
            return wanted;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotAsked(logger, name, e.Message);
            return false;
        }
    }

    private async Task<bool> DeliverAsync(string name, string path, BindingEvent bindingEvent, AppBindings app, CancellationToken aborted)
    {
        try
        {
            var status = await resiliency.ForComponent(name, ComponentKind.Binding, ComponentDirection.Inbound)
                .RunAsync(token => app.SendAsync(path, bindingEvent, token), aborted, code => code == Taken ? AttemptOutcome.Success : AttemptOutcome.Failed(code));
            if (status is >= 200 and <= 299)
                return true;
            LogRefused(logger, name, status);
        }
        catch (Exception e) when (e is HttpRequestException or PolicyException or OperationCanceledException)
        {
            LogFailed(logger, name, e.Message);
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "app has not subscribed to binding {Name}.")]
    private static partial void LogNotWanted(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "failed to read from binding {Name}: the app cannot be asked with OPTIONS: {Reason}")]
    private static partial void LogNotAsked(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "error from app consumer for binding [{Name}]: {Reason}")]
    private static partial void LogFailed(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "error from app consumer for binding [{Name}]: the app answered {Status}")]
    private static partial void LogRefused(ILogger logger, string name, int status);
}
