namespace Daprlet.Components.Secrets;

/// <summary>
/// <c>secretstores.local.env</c>: the sidecar's environment variables. Metadata: <c>prefix</c>, put before every name. What is missing is an empty
/// text, and so is what belongs to Dapr.
/// </summary>
internal sealed class LocalEnvSecretStore : ISecretStore
{
    private string _prefix = "";
    private IReadOnlyDictionary<string, string> _environment = new Dictionary<string, string>();

    public IReadOnlyList<string> Features => [];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _prefix = context.Metadata.Get("prefix") ?? "";
        _environment = context.Environment;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var variable = _prefix + name;
        return Task.FromResult<IReadOnlyDictionary<string, string>?>(Single(name, IsHidden(variable) ? "" : _environment.GetValueOrDefault(variable, "")));
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(_environment
            .Where(variable => variable.Key.StartsWith(_prefix, StringComparison.Ordinal) && !IsHidden(variable.Key))
            .ToDictionary(variable => variable.Key[_prefix.Length..], IReadOnlyDictionary<string, string> (variable) => Single(variable.Key[_prefix.Length..], variable.Value)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Dictionary<string, string> Single(string name, string value) => new() { [name] = value };

    private static bool IsHidden(string variable) =>
        string.Equals(variable, "APP_API_TOKEN", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) || variable.Contains(' ');
}
