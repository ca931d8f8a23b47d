using Daprlet.Components.Bindings;
using Daprlet.Resiliency;

namespace Daprlet.Bindings;

/// <summary>Input bindings as the app sees them, in the protocol that it speaks.</summary>
internal interface IAppBindings
{
    /// <summary>Whether the app wants a binding's events.</summary>
    /// <param name="name">The component.</param>
    /// <param name="route">The path that an app over HTTP would get them at.</param>
    /// <exception cref="HttpRequestException">The app cannot be asked.</exception>
    Task<bool> WantsAsync(string name, string route, CancellationToken cancellationToken);

    /// <summary>Brings an event to the app under a policy; null when it has been taken, else why not.</summary>
    /// <param name="path">Where an app over HTTP gets it.</param>
    /// <exception cref="HttpRequestException">The app cannot be reached.</exception>
    /// <exception cref="PolicyException">The policy gave up.</exception>
    Task<string?> DeliverAsync(string name, string path, BindingEvent bindingEvent, Policy policy, CancellationToken aborted);
}
