namespace DaprShop.CardSandbox;

/// <summary>Section <c>CardSandbox</c> of the configuration. Relative paths start in the working directory.</summary>
public sealed class SandboxOptions
{
    /// <summary>What callers must send as <c>X-Api-Key</c>; if it is missing, the secret <c>card-processor-key</c> of <see cref="SecretsFile"/> is.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A JSON object of secrets by name.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>The SQLite file of all payments, created where it is missing.</summary>
    public string Journal { get; init; } = "card-sandbox.sqlite";

    /// <summary>How long the answer to <c>tok_slow</c> takes, once the card is charged: longer than a caller waits.</summary>
    public TimeSpan SlowAnswer { get; init; } = TimeSpan.FromSeconds(8);
}
