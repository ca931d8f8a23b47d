using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.Bindings.LocalStorage;
using Daprlet.Sidecars;
using Daprlet.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Bindings;

public sealed class LocalStorageBindingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("storage-").FullName;

    private string Root => Path.Combine(_folder, "root");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_kept_under_its_name_and_listed_and_deleted()
    {
        await using var sidecar = await StartAsync(Root);

        using var created = await sidecar.InvokeAsync("files", "create", new { b = 1 }, ("fileName", "a/one.json"));
        using var read = await sidecar.InvokeAsync("files", "get", null, ("fileName", "a/one.json"));
        using var list = await sidecar.InvokeAsync("files", "list");
        using var deleted = await sidecar.InvokeAsync("files", "delete", null, ("fileName", "a/one.json"));

        Assert.Equal("""{"b":1}""", await read.Content.ReadAsStringAsync());
        Assert.Equal([Path.Combine(Root, "a", "one.json")], JsonNode.Parse(await list.Content.ReadAsStringAsync())!.AsArray().Select(file => (string)file!));
        Assert.Equal(204, (int)deleted.StatusCode);
        Assert.False(File.Exists(Path.Combine(Root, "a", "one.json")));
    }

    [Fact]
    public async Task A_link_inside_the_root_does_not_lead_out_of_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights that tests do not have");
        var secret = Path.Combine(_folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "kept", TestContext.Current.CancellationToken);
        await using var sidecar = await StartAsync(Root);
        File.CreateSymbolicLink(Path.Combine(Root, "absolute"), secret);
        File.CreateSymbolicLink(Path.Combine(Root, "relative"), "../secret.txt");
        Directory.CreateSymbolicLink(Path.Combine(Root, "folder"), _folder);

        Assert.Contains("file not found", await sidecar.FailAsync("files", "get", null, ("fileName", "absolute")), StringComparison.Ordinal);
        Assert.Contains("file not found", await sidecar.FailAsync("files", "get", null, ("fileName", "relative")), StringComparison.Ordinal);
        Assert.Contains("file not found", await sidecar.FailAsync("files", "get", null, ("fileName", "folder/secret.txt")), StringComparison.Ordinal);
        using var created = await sidecar.InvokeAsync("files", "create", "my own", ("fileName", "relative"));
        Assert.Equal("kept", await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken));
        Assert.Equal("my own", await File.ReadAllTextAsync(Path.Combine(Root, "secret.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights that tests do not have");
        Directory.CreateDirectory(Root);
        File.CreateSymbolicLink(Path.Combine(Root, "a"), "b");
        File.CreateSymbolicLink(Path.Combine(Root, "b"), "a");

        Assert.Throws<IOException>(() => RootedPath.Resolve(Root, "a"));
    }

    [Fact]
    public void No_name_leads_out_of_the_root()
    {
        var parts = Gen.Elements("..", ".", "", "a", "b c", "...", "..a", "C:", "~", "/", "\\").ListOf().Select(list => string.Join('/', list));

        Check.QuickThrowOnFailure(Prop.ForAll(parts.ToArbitrary(), name =>
        {
            var path = RootedPath.Resolve(Root, name);
            return path == Root || (path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.GetFullPath(path) == path);
        }));
    }

    [Theory]
    [InlineData("a\0b")]
    public async Task A_name_that_no_file_can_have_is_an_error(string name)
    {
        await using var sidecar = await StartAsync(Root);

        await sidecar.FailAsync("files", "create", "x", ("fileName", name));
    }

    [Fact]
    public async Task A_root_that_is_a_file_ends_the_start()
    {
        await File.WriteAllTextAsync(Root, "", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ComponentException>(() => StartAsync(Root));
    }

    [Fact]
    public async Task A_relative_root_starts_at_the_sidecars_working_directory()
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            WorkingDirectory = _folder,
            Components = [DaprletHost.Component("files", "bindings.localstorage", ("rootPath", "kept"))],
        });

        Assert.True(Directory.Exists(Path.Combine(_folder, "kept")));
    }

    private static Task<BindingSidecar> StartAsync(string root) => BindingSidecar.StartAsync(DaprletHost.Component("files", "bindings.localstorage", ("rootPath", root)));
}
