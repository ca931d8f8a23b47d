using System.Security.Cryptography;
using System.Text;

namespace Daprlet.Sidecars;

/// <summary>What callers of a sidecar's API must send (DAPR_API_TOKEN), over HTTP and over gRPC.</summary>
/// <param name="token">Null or empty when nothing is demanded.</param>
internal sealed class ApiToken(string? token)
{
    /// <summary>Carries the token between sidecar and app, either way.</summary>
    public const string Header = "dapr-api-token";

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token ?? "");

    public bool IsDemanded => _token.Length > 0;

    /// <summary>Whether a caller has sent the token; takes as long wherever the two differ.</summary>
    public bool Matches(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
