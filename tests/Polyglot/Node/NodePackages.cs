using DaprShop.Testing.Running;

[assembly: AssemblyFixture(typeof(DaprShop.Tests.Polyglot.Node.NodePackages))]

namespace DaprShop.Tests.Polyglot.Node;

/// <summary>The programs of these tests with their packages, installed once for all of them.</summary>
public sealed class NodePackages : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("daprshop-polyglot-").FullName;
    private readonly Lazy<Task<string>> _folder;

    public NodePackages() => _folder = new(InstallAsync);

    /// <summary>Where the programs lie.</summary>
    public Task<string> FolderAsync() => _folder.Value;

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> InstallAsync()
    {
        await NodePrograms.InstallAsync("tests/Polyglot/apps", _root);
        return _root;
    }
}
