using System.IO.Compression;

namespace Daprlet.Http;

/// <summary>
/// Compression between sidecar and app that the caller did not ask for and does not see (Dapr's HTTP client, Go's net/http, does so):
/// without an Accept-Encoding of the caller the sidecar asks for gzip and hands on what it decompressed.
/// </summary>
internal static class TransparentGzip
{
    private const string Encoding = "gzip";

    /// <summary>Asks for gzip where the caller said nothing; true when it did.</summary>
    public static bool Ask(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated;
        if (headers.Contains("Accept-Encoding") || headers.Contains("Range") || request.Method == HttpMethod.Head)
            return false;
        request.Headers.TryAddWithoutValidation("Accept-Encoding", Encoding);
        return true;
    }

    /// <summary>Takes the compression off an answer that has it.</summary>
    public static void Undo(HttpResponseMessage response)
    {
        var headers = response.Content.Headers.NonValidated;
        if (!headers.TryGetValues("Content-Encoding", out var encoding) || !encoding.ToString().Equals(Encoding, StringComparison.OrdinalIgnoreCase))
            return;
        var plain = new StreamContent(new GZipStream(response.Content.ReadAsStream(), CompressionMode.Decompress));
        foreach (var (name, values) in headers)
        {
            if (!name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                plain.Headers.TryAddWithoutValidation(name, values);
        }
        response.Content = plain;
    }
}
