using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Components.Bindings;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.Bindings;

/// <summary>The input bindings of one sidecar: which of them the app wants, and their start and end with the app.</summary>
/// <param name="probeTimeout">How long the app may take to say whether it wants a binding's events.</param>
internal sealed partial class InputBindings(LoadedComponents components, ResiliencyPolicies resiliency, TimeSpan probeTimeout, ILogger logger)
{
    private AppFeeds? _running;

    /// <summary>Asks the app about each input binding and starts to read those that it wants.</summary>
    public async Task StartAsync(IAppBindings app, CancellationToken cancellationToken)
    {
        var running = _running = new AppFeeds(new CancellationTokenSource());
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

    private async Task<bool> IsWantedAsync(string name, BindingComponent binding, IAppBindings app, CancellationToken cancellationToken)
    {
        if (binding.IsInputDeclared)
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(probeTimeout);
        try
        {
            var wanted = await app.WantsAsync(name, binding.Route, limit.Token);
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

    private async Task<bool> DeliverAsync(string name, string path, BindingEvent bindingEvent, IAppBindings app, CancellationToken aborted)
    {
        try
        {
            if (await app.DeliverAsync(name, path, bindingEvent, resiliency.ForComponent(name, ComponentKind.Binding, ComponentDirection.Inbound), aborted) is not { } problem)
                return true;
            LogFailed(logger, name, problem);
        }
        catch (Exception e) when (e is HttpRequestException or PolicyException or OperationCanceledException)
        {
            LogFailed(logger, name, e.Message);
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "app has not subscribed to binding {Name}.")]
    private static partial void LogNotWanted(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "failed to read from binding {Name}: the app cannot be asked: {Reason}")]
    private static partial void LogNotAsked(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "error from app consumer for binding [{Name}]: {Reason}")]
    private static partial void LogFailed(ILogger logger, string name, string reason);
}
