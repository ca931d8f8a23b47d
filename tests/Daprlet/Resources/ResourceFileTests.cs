using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Daprlet.Resources;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class ResourceFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static bool HasDevices => !OperatingSystem.IsWindows();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Text_is_read_in_what_its_byte_order_mark_says(string encoding)
    {
        File.WriteAllText(At("a.yaml"), "name: Müller 🛒", Encoding.GetEncoding(encoding));
        Assert.Equal("name: Müller 🛒", ResourceFile.ReadText(At("a.yaml")));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_with_the_line()
    {
        File.WriteAllBytes(At("a.yaml"), [.. "a: 1\nb: "u8, 0xFF, .. "\nc: 1"u8]);
        Assert.Equal($"{At("a.yaml")}: is not UTF-8 text in line 2", Refusal("a.yaml"));
    }

    [Fact]
    public void No_more_is_read_than_4_MiB()
    {
        File.WriteAllBytes(At("a.yaml"), Enumerable.Repeat((byte)'a', ResourceFile.MaxBytes).ToArray());
        Assert.Equal(ResourceFile.MaxBytes, ResourceFile.ReadText(At("a.yaml")).Length);
        File.AppendAllText(At("a.yaml"), "a");
        Assert.Equal($"{At("a.yaml")}: larger than 4194304 bytes", Refusal("a.yaml"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        Assert.Contains("no such file", Refusal("nowhere.yaml"), StringComparison.Ordinal);
        Directory.CreateDirectory(At("folder.yaml"));
        Assert.StartsWith($"{At("folder.yaml")}: cannot be read: ", Refusal("folder.yaml"), StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(HasDevices), Skip = "Windows has no such files in folders.")]
    public void Links_count_as_what_they_lead_to()
    {
        File.WriteAllText(At("real.txt"), "a: 1");
        Link("good.yaml", At("real.txt"));
        Link("dangling.yaml", At("nowhere"));
        Link("circle.yaml", At("circle.yaml"));
        Link("endless.yaml", "/dev/zero");

        Assert.Equal("a: 1", ResourceFile.ReadText(At("good.yaml")));
        Assert.Equal($"{At("dangling.yaml")}: cannot be read: no such file or directory", Refusal("dangling.yaml"));
        Assert.StartsWith($"{At("circle.yaml")}: cannot be read: ", Refusal("circle.yaml"), StringComparison.Ordinal);
        Assert.Equal($"{At("endless.yaml")}: is not a regular file", Refusal("endless.yaml"));
    }

    [Fact(SkipUnless = nameof(HasDevices), Skip = "Windows has no such files in folders.")]
    public async Task A_named_pipe_or_socket_is_refused_without_waiting_for_its_other_end()
    {
        using var maker = Process.Start("mkfifo", At("pipe.yaml"));
        await maker.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("socket.yaml")));
        var broken = new List<ResourceException>();

        Assert.Empty(ResourceFolder.Read(_folder, broken.Add));

        Assert.Equal([At("pipe.yaml"), At("socket.yaml")], broken.Select(e => e.File));
        Assert.Equal("is not a regular file", broken[0].Reason);
    }

    [Fact(SkipUnless = nameof(HasDevices), Skip = "Windows has no such files in folders.")]
    public void What_cannot_be_read_takes_no_other_file_with_it()
    {
        File.WriteAllText(At("good.yaml"), "kind: Component");
        Link("endless.yaml", "/dev/zero");
        Link("dangling.yaml", At("nowhere"));
        Directory.CreateDirectory(At("folder.yaml"));
        var broken = new List<ResourceException>();

        Assert.Single(ResourceFolder.Read(_folder, broken.Add));

        Assert.Equal(["dangling.yaml", "endless.yaml"], broken.Select(e => Path.GetFileName(e.File)));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Link(string name, string target) => File.CreateSymbolicLink(At(name), target);

    private string Refusal(string name) => Assert.Throws<ResourceException>(() => ResourceFile.ReadText(At(name))).Message;
}
