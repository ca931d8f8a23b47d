namespace Daprlet.Http;

/// <summary>Reads an answer up to a limit.</summary>
internal static class BoundedBody
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The body; what goes beyond the limit is left unread.</summary>
    /// <exception cref="HttpRequestException">The other side closed the connection.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
            return [];
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[Math.Min(maxBytes, BufferBytes)];
        while (body.Length < maxBytes)
        {
            var read = await ReadAsync(stream, buffer.AsMemory(0, (int)Math.Min(buffer.Length, maxBytes - body.Length)), cancellationToken);
            if (read == 0)
                break;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static async Task<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }
}
