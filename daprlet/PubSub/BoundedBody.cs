namespace Daprlet.PubSub;

/// <summary>Reads an app's answer up to a limit.</summary>
internal static class BoundedBody
{
    /// <summary>The body; what goes beyond the limit is left unread.</summary>
    /// <exception cref="HttpRequestException">The app closed the connection.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
            return [];
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[Math.Min(maxBytes, 4096)];
        while (body.Length < maxBytes)
        {
            var read = await ReadAsync(stream, buffer, cancellationToken);
            if (read == 0)
                break;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }
}
