using System.Security.Cryptography;

namespace Daprlet.NameResolution;

/// <summary>Finds the sidecars of other processes, and lets itself be found.</summary>
internal interface INameResolver : IAsyncDisposable
{
    /// <summary>Makes a sidecar known until the resolver is disposed; a sidecar that dies is forgotten after seconds.</summary>
    Task RegisterAsync(Peer self, CancellationToken cancellationToken);

    /// <summary>The sidecars of an app that have been heard of lately, one an instance, in no particular order.</summary>
    Task<IReadOnlyList<Peer>> FindAsync(string appId, string @namespace, CancellationToken cancellationToken);
}

/// <summary>One sidecar.</summary>
/// <param name="Address">Host and port of its internal port.</param>
/// <param name="Secret">What a caller must show there. Only who may read the register knows it.</param>
internal sealed record Peer(string AppId, string Namespace, string Address, string Secret)
{
    /// <summary>A random secret in the form of a UUID, as Dapr's table has it for an entry's id.</summary>
    public static string NewSecret() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
