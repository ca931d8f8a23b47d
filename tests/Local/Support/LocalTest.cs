namespace DaprShop.Tests.Local;

/// <summary>What tests of <c>local</c> share: a data folder of their own.</summary>
public abstract class LocalTest : IDisposable
{
    protected string Data { get; } = Path.Combine(Path.GetTempPath(), $"daprshop-data-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }
}
