namespace DaprShop.Testing;

/// <summary>Bodies that are not what their headers say, each a fault of its sender: headers and body as they go over the wire.</summary>
public static class BadBodies
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";

    /// <summary>Of these a server can see at once that they are no bodies.</summary>
    public static IReadOnlyList<string> Broken { get; } =
    [
        Chunked + "zz\r\n",
        Chunked + "-1\r\n",
        Chunked + "80000000\r\n{}",
        Chunked + "ffffffff\r\n{}",
        Chunked + "100000000\r\n{}",
        Chunked + "7fffffffffffffff\r\n{}",
        Chunked + "fffffffffffffffffffffffffffffffffff\r\n{}",
        Chunked + "2\r\n{}x\r\n0\r\n\r\n",
        Chunked + "2\n{}\n0\n\n",
        Chunked + "\r\n{}\r\n0\r\n\r\n",
        "Content-Length: 2, 2\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Type: ;;;\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Type: application/json; charset=utf-16\r\n\r\n{}",
        "Transfer-Encoding: gzip, chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n{}",
    ];

    /// <summary>These end before they should.</summary>
    public static IReadOnlyList<string> Cut { get; } =
    [
        Chunked,
        Chunked + "2",
        Chunked + "2\r\n{",
        Chunked + "2\r\n{}\r\n",
        Chunked + "7fffffff\r\n{}",
        Chunked + "2;" + new string('x', 20_000),
        "Content-Length: 20\r\n\r\n{}",
        "Content-Length: 20\r\n\r\n",
    ];

    /// <summary>These are whole, and as strange as a sender can make them.</summary>
    public static IReadOnlyList<string> Strange { get; } =
    [
        Chunked + "0\r\n\r\n",
        Chunked + "2;" + new string('x', 2000) + "\r\n{}\r\n0\r\n\r\n",
        Chunked + "2\r\n{}\r\n0\r\nTrailer: 1\r\n\r\n",
        Chunked + "2\r\n[]\r\n0\r\n\r\nmore",
        "Content-Length: 0\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n[]",
        "Content-Length: 1\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Encoding: \r\n\r\n[]",
        "Content-Length: 2\r\nExpires: never\r\nLast-Modified: x\r\nContent-MD5: x\r\nContent-Range: x\r\nContent-Location: :\r\nAllow: ?\r\n\r\n[]",
        "Expect: nonsense\r\nContent-Length: 2\r\n\r\n[]",
    ];
}
