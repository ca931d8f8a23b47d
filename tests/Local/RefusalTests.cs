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
    public async Task A_wrong_option_is_refused_with_what_would_be_right(string option, string value, string named)
    {
        await using var run = LocalProcess.Start(tree, Data, option, value);
        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains(named, run.Output, StringComparison.Ordinal);
    }
}
