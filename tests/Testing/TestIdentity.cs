using System.Net.Http.Headers;
using System.Security.Cryptography;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Testing;

/// <summary>Stands for Users where a test needs logins and no more: signs real tokens with a key of its own, and verifies them.</summary>
public sealed class TestIdentity : IVerificationKeys, IDisposable
{
    private const string KeyId = "test";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A user's login, as the header of a request.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="time">The clock of the service that is to accept it; the system's if not said.</param>
    public AuthenticationHeaderValue LogIn(Guid userId, string role = Roles.Customer, TimeProvider? time = null)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var token = new AccessToken(userId, "somebody", role, Guid.CreateVersion7(), now, now.AddHours(1));
        lock (_key) return new AuthenticationHeaderValue("Bearer", Jwt.Sign(token, KeyId, _key));
    }

    /// <inheritdoc />
    public ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keyId == KeyId ? new VerificationKey(KeyId, _key.ExportParameters(includePrivateParameters: false).Q) : null);

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
