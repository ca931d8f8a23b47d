namespace DaprShop.Users;

/// <summary>The Dapr components and secrets of this service; section <c>Users</c> of the configuration.</summary>
public sealed class UsersOptions
{
    /// <summary>The state component that holds accounts and signing keys.</summary>
    public string StateStore { get; init; } = "users-state";

    /// <summary>The secret store.</summary>
    public string SecretStore { get; init; } = "secrets";

    /// <summary>The lock component under whose lock signing keys rotate.</summary>
    public string LockStore { get; init; } = "locks";

    /// <summary>The age at which a signing key gets a successor: 1 day to 10 years, by default 30 days.</summary>
    public TimeSpan SigningKeyAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often an instance looks at the stored signing keys: above zero, at most 5 minutes, by default every minute.</summary>
    public TimeSpan SigningKeyInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The secret with the administrator's password.</summary>
    public string AdministratorPasswordSecret { get; init; } = "admin-password";

    /// <summary>The secret with the key that signing keys are encrypted with at rest: 32 bytes in base64.</summary>
    public string KeyEncryptionKeySecret { get; init; } = "key-encryption-key";
}
