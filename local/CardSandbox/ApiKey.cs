using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace DaprShop.CardSandbox;

/// <summary>Lets only those in who send the key.</summary>
internal sealed class ApiKey : IEndpointFilter
{
    public const string Header = "X-Api-Key";

    private const string SecretName = "card-processor-key";

    private readonly byte[] _expected;

    private ApiKey(string key) => _expected = Hash(key);

    /// <exception cref="OptionsValidationException">There is no key to expect.</exception>
    public static ApiKey From(SandboxOptions options) => (options.ApiKey ?? ReadSecret(options.SecretsFile)) is { Length: > 0 } key
        ? new ApiKey(key)
        : throw new OptionsValidationException(nameof(SandboxOptions), typeof(SandboxOptions),
            [$"Set CardSandbox:ApiKey, or CardSandbox:SecretsFile to a JSON file that has {SecretName}."]);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers[Header] is [{ } key] && CryptographicOperations.FixedTimeEquals(Hash(key), _expected)
            ? next(context)
            : new(TypedResults.Problem($"Send your key as {Header}.", statusCode: StatusCodes.Status401Unauthorized));

    private static string? ReadSecret(string? file) =>
        file is null ? null : (string?)JsonNode.Parse(File.ReadAllText(file))?[SecretName];

    // Hashes are of one length, so that the comparison tells nothing about the key's.
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
