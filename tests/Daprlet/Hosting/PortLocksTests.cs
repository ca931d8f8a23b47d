using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Test projects run side by side, each in a process of its own: what keeps them from choosing the same port.</summary>
public sealed class PortLocksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ports-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_port_that_one_has_taken_is_nobody_elses_until_it_is_given_back()
    {
        using var other = new PortLocks(_folder.FullName);
        using (var one = new PortLocks(_folder.FullName))
        {
            Assert.True(one.TryTake(12_000));
            Assert.False(other.TryTake(12_000));
            Assert.False(one.TryTake(12_000));
            Assert.True(other.TryTake(12_001));
        }
        Assert.True(other.TryTake(12_000));
    }
}
