using DaprShop.Testing;

namespace DaprShop.Tests.Users;

/// <summary>An empty store in which two instances always find no key at the same moment: neither writes one before the other wants to.</summary>
internal sealed class FirstKeyRace : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly CountdownEvent _writers = new(2);

    public FirstKeyRace() => Store.BeforeWrite = operation =>
    {
        if (IsKeySet(operation.Key))
        {
            _writers.Signal();
            Assert.True(_writers.Wait(Limit));
        }

        return null;
    };

    public RedisLikeStateStore Store { get; } = new();

    /// <summary>Whether a key of the store is that of the signing keys.</summary>
    public static bool IsKeySet(string key) => key.EndsWith("signing-keys", StringComparison.Ordinal);

    public void Dispose() => _writers.Dispose();
}
