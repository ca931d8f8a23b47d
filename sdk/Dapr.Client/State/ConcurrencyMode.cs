namespace Dapr.Client;

/// <summary>
/// Who wins when several write one key. With <see cref="FirstWrite"/> and no ETag a write succeeds only if the key does not exist
/// (on the stores that honour it).
/// </summary>
public enum ConcurrencyMode
{
    FirstWrite,
    LastWrite,
}
