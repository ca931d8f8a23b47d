using System.Net.Http.Headers;

namespace Dapr.Actors.Http;

/// <summary>A successful answer of the sidecar, read to its end.</summary>
internal sealed record ActorsApiAnswer(HttpResponseHeaders Headers, byte[] Body)
{
    public string? Header(string name) => Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
