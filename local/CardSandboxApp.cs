namespace DaprShop.Local;

/// <summary>The app that stands for the card processor: it has its data in the run's folder, and a port that the component <c>card-processor</c> must know.</summary>
internal static class CardSandboxApp
{
    public const string AppId = "card-sandbox";

    private const string UrlVariable = "CARD_PROCESSOR_URL";

    /// <summary>What the sandbox is told beside what every app is.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Variables(DataFolder data) =>
    [
        new("CardSandbox__SecretsFile", data.Secrets),
        new("CardSandbox__Journal", Path.Combine(data.FullPath, "card-sandbox.sqlite")),
    ];

    /// <summary>What sidecars see so that their components find the sandbox.</summary>
    /// <param name="port">Where the sandbox listens.</param>
    public static Dictionary<string, string> SidecarEnvironment(IReadOnlyDictionary<string, string> environment, int port) =>
        new(environment) { [UrlVariable] = $"http://localhost:{port}" };
}
