using System.Text.Json;
using Daprlet.Resources;

namespace Daprlet.Components.Secrets;

/// <summary>
/// <c>secretstores.local.file</c>: secrets from a JSON file that is read once. Metadata: <c>secretsFile</c>, <c>nestedSeparator</c>
/// (a colon unless given), <c>multiValued</c>.
/// </summary>
internal sealed class LocalFileSecretStore : ISecretStore
{
    private const int MaxFileBytes = 16 * 1024 * 1024;

    private Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = [];

    public IReadOnlyList<string> Features { get; private set; } = [];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var file = context.Metadata.Get("secretsFile") ?? throw new ComponentException("missing local secrets file in metadata");
        using var json = Read(Path.Combine(context.WorkingDirectory, file));
        var flattening = new SecretFlattening(context.Metadata.Get("nestedSeparator") ?? ":");
        var multiValued = context.Metadata.GetBool("multiValued");
        _secrets = multiValued ? flattening.Grouped(json.RootElement) : flattening.Single(json.RootElement);
        Features = multiValued ? ["MULTIPLE_KEY_VALUES_PER_SECRET"] : [];
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        Task.FromResult(_secrets.GetValueOrDefault(name));

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(_secrets);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static JsonDocument Read(string file)
    {
        if (!File.Exists(file))
            throw new ComponentException($"open {file}: no such file or directory");
        try
        {
            return OnlyObject(JsonDocument.Parse(ResourceFile.ReadText(file, MaxFileBytes)), file);
        }
        catch (ResourceException e)
        {
            throw new ComponentException(e.Message, e);
        }
        catch (JsonException e)
        {
            // The parser's own words may quote the file, and the file holds secrets.
            throw new ComponentException($"{file} is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}");
        }
    }

    private static JsonDocument OnlyObject(JsonDocument json, string file) => json.RootElement.ValueKind == JsonValueKind.Object
        ? json
        : throw new ComponentException($"{file} is a JSON {json.RootElement.ValueKind.ToString().ToLowerInvariant()}, not an object of secrets");
}
