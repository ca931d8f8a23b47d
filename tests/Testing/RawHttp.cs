using System.Net.Sockets;
using System.Text;

namespace DaprShop.Testing;

/// <summary>Sends bytes as they are, where an HTTP client would tidy them up.</summary>
public static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Sends a request and reads everything that comes back until the connection ends.</summary>
    /// <param name="address">The server.</param>
    /// <param name="request">The whole request; it should ask for <c>Connection: close</c>. Characters are Latin-1.</param>
    /// <param name="thenNothing">Whether the server is told that nothing follows, as by a client that ends in the middle.</param>
    public static async Task<string> SendAsync(Uri address, string request, bool thenNothing = false)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        if (thenNothing) client.Client.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // A server hangs up when something is left that it did not want to read.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Sends a GET with a target as it is, and reads the answer's status.</summary>
    public static async Task<int> GetStatusAsync(Uri address, string target, string headers = "")
    {
        var answer = await SendAsync(address, $"GET {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{headers}\r\n");
        return int.Parse(answer.Split(' ', 3)[1]);
    }
}
