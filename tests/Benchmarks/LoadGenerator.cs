using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DaprShop.Benchmarks;

/// <summary>Sends requests over and over on a number of connections, each with one request at a time. It does as little as it can, so that it takes little of the processor.</summary>
internal static class LoadGenerator
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Answered requests a second.</summary>
    /// <exception cref="InvalidOperationException">An answer was no success.</exception>
    public static async Task<double> MeasureAsync(int port, int connections, TimeSpan duration, Func<int, byte[]> request)
    {
        var start = Stopwatch.GetTimestamp();
        var count = await CountAsync(port, connections, duration, connection =>
        {
            var same = request(connection);
            return _ => same;
        });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Answered requests, each of which is another: <paramref name="request"/> is given the connection and the number of the request on it.</summary>
    /// <exception cref="InvalidOperationException">An answer was no success.</exception>
    public static Task<long> CountAsync(int port, int connections, TimeSpan duration, Func<int, long, byte[]> request) =>
        CountAsync(port, connections, duration, connection => number => request(connection, number));

    /// <summary>A POST request as bytes.</summary>
    public static byte[] Post(string path, string contentType, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>The same with one more header.</summary>
    public static byte[] Post(string path, string contentType, byte[] body, (string Name, string Value) header) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header.Name}: {header.Value}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>A GET request as bytes.</summary>
    public static byte[] Get(string path, (string Name, string Value) header) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header.Name}: {header.Value}\r\n\r\n");

    private static async Task<long> CountAsync(int port, int connections, TimeSpan duration, Func<int, Func<long, byte[]>> requests)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(() => RunAsync(port, duration, requests(connection)))));
        return counts.Sum();
    }

    private static async Task<long> RunAsync(int port, TimeSpan duration, Func<long, byte[]> request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[BufferBytes];
        var start = Stopwatch.GetTimestamp();
        long count = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; count++)
        {
            await socket.SendAsync(request(count));
            await ReceiveAsync(socket, buffer);
        }
        return count;
    }

    private static async Task ReceiveAsync(Socket socket, byte[] buffer)
    {
        for (var received = 0; ;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(received));
            if (count == 0)
                throw new InvalidOperationException("the connection was closed");
            received += count;
            if (AnswerLength(buffer.AsSpan(0, received)) is { } length && received >= length)
                return;
        }
    }

    /// <summary>The bytes of head and body once the head is complete.</summary>
    private static int? AnswerLength(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        if (received[9] != (byte)'2')
            throw new InvalidOperationException(Encoding.UTF8.GetString(received));
        var name = received[..head].IndexOf("Content-Length: "u8);
        if (name < 0)
            return received[..head].IndexOf("Transfer-Encoding: chunked"u8) < 0 ? head + 4 : received.EndsWith("\r\n0\r\n\r\n"u8) ? received.Length : null;
        return Utf8Parser.TryParse(received[(name + "Content-Length: ".Length)..], out int length, out _)
            ? head + 4 + length
            : throw new InvalidOperationException("an answer with a length that is no number");
    }
}
