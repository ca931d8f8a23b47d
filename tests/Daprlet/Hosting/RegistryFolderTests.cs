using Daprlet.Components;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>The folder in which sidecars find each other (<c>DAPRLET_REGISTRY</c>).</summary>
public sealed class RegistryFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("daprlet-registry-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_with_files_of_others_is_refused_and_left_as_it_is()
    {
        var file = Path.Combine(_folder.FullName, "settings.json");
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => DaprletHost.StartAsync(new SidecarOptions { AppId = "a", RegistryFolder = _folder.FullName }));

        Assert.Contains("settings.json", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(_folder.FullName));
    }

    [Fact]
    public async Task A_folder_that_a_registry_is_in_is_used_again()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", RegistryFolder = _folder.FullName });
            Assert.Single(_folder.GetFiles("*.json"));
        }
    }
}
