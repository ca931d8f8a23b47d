namespace Daprlet.Http;

/// <summary>Refuses what a lenient HTTP client would guess about: answers whose Content-Length is no number, or two different ones.</summary>
internal static class AnswerCheck
{
    /// <exception cref="HttpRequestException">The answer contradicts itself.</exception>
    public static HttpResponseMessage Checked(HttpResponseMessage response)
    {
        if (response.Headers.TransferEncodingChunked is true || !response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths))
            return response;
        string? first = null;
        foreach (var length in lengths)
        {
            first ??= length;
            if (length != first || !ulong.TryParse(length, out _))
            {
                response.Dispose();
                throw new HttpRequestException(HttpRequestError.InvalidResponse, $"bad Content-Length \"{length}\"");
            }
        }
        return response;
    }
}
