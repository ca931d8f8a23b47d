using System.Net;
using System.Net.Sockets;

namespace DaprShop.Tests.Local;

public sealed class RefusalTests(BuiltTree tree) : LocalTest
{
    [Fact]
    public async Task A_port_in_use_is_said_in_one_line_with_the_option_that_changes_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
        await using var run = LocalProcess.Start(tree, Data, "--port", port);
        Assert.Equal(1, await run.EndedAsync());
        Assert.Equal($"Port {port} is in use; choose another one for the gateway with --port.", run.Output.Trim());
    }

    [Theory]
    [InlineData("--replicas", "nobody=2", "nobody")]
    [InlineData("--replicas", "products=0", "products=0")]
    [InlineData("--replicas", "gateway=2", "gateway")]
    [InlineData("--without", "nobody", "users, products, gateway")]
    [InlineData("--port", "70000", "65535")]
    [InlineData("--resources", "no-such-folder", "no-such-folder")]
    [InlineData("--resources", "", "--resources")]
    [InlineData("--port", "abc", "abc")]
    [InlineData("--port", "-1", "65535")]
    [InlineData("--port", "99999999999", "65535")]
    [InlineData("--port", "", "--port")]
    [InlineData("--replicas", "products", "products=2")]
    [InlineData("--replicas", "products=two", "products=2")]
    [InlineData("--replicas", "products=99", "16")]
    [InlineData("--without", "", "--without")]
    [InlineData("--verbose=maybe", null, "maybe")]
    [InlineData("--verbse", null, "--verbse")]
    [InlineData("bogus", null, "bogus")]
    public async Task A_wrong_option_is_refused_with_what_would_be_right(string option, string? value, string named)
    {
        await using var run = LocalProcess.Start(tree, Data, value is null ? [option] : [option, value]);
        Assert.Equal(1, await run.EndedAsync());
        var line = Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("secrets")]
    public async Task A_data_folder_that_cannot_be_made_is_said_in_one_line(params string[] command)
    {
        var file = Path.Combine(Directory.CreateDirectory(Data).FullName, "file");
        await File.WriteAllTextAsync(file, "");
        await using var run = LocalProcess.Start(tree, file, command);
        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains(file, Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
