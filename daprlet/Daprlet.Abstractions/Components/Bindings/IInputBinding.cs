namespace Daprlet.Components.Bindings;

/// <summary>A backend whose events go to the app.</summary>
public interface IInputBinding : IComponent
{
    /// <summary>Starts to read. Disposing what comes back ends it: no new events, and those under way are waited for.</summary>
    /// <param name="handler">Called for each event.</param>
    IAsyncDisposable Read(BindingHandler handler);
}

/// <summary>An event for the app.</summary>
/// <param name="Data">Sent as it is.</param>
/// <param name="Metadata">Sent as headers.</param>
public sealed record BindingEvent(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Delivers one event to the app; false when the app did not take it. It does not throw, and ends early when the binding has no time left.</summary>
public delegate Task<bool> BindingHandler(BindingEvent bindingEvent);
