namespace DaprShop.Local;

/// <summary>What a run is started with.</summary>
internal sealed record LocalOptions
{
    /// <summary>The gateway's port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The folder for databases, secrets and logs; null means <c>.dapr</c> in the repository.</summary>
    public string? Data { get; init; }

    /// <summary>The folder of components; null means <c>components/embedded</c> in the repository.</summary>
    public string? Resources { get; init; }

    /// <summary>How many instances an app has, where it is not one.</summary>
    public IReadOnlyDictionary<string, int> Replicas { get; init; } = new Dictionary<string, int>();

    /// <summary>Apps whose sidecar runs while the app itself is left to a debugger.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Whether what apps and sidecars write is shown, beside being kept in files.</summary>
    public bool Verbose { get; init; }
}
