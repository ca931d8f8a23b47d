using Microsoft.AspNetCore.Http;

namespace Daprlet.Api;

/// <summary>Answers to browsers of other origins (<c>--allowed-origins</c>; W3C Cross-Origin Resource Sharing).</summary>
internal sealed class Cors
{
    private const string Any = "*";

    private static readonly string[] Verbs = ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"];

    private readonly string[] _origins;

    private Cors(string origins) => _origins = [.. origins.Split(',').Select(origin => origin.Trim().ToLowerInvariant())];

    /// <param name="origins">A list with commas; each entry may have one asterisk. Null for no answers at all.</param>
    public static Cors? From(string origins) => origins.Length == 0 ? null : new Cors(origins);

    /// <summary>Sets the answer's headers; true when the request was a question about another one and is answered.</summary>
    public bool Answer(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        var origin = request.Headers.Origin.ToString();
        var asked = request.Headers.AccessControlRequestMethod.ToString().ToUpperInvariant();
        var isPreflight = request.Method == "OPTIONS" && asked.Length > 0;
        response.Headers.Vary = isPreflight ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" : "Origin";
        if (origin.Length > 0 && IsAllowed(origin) && (isPreflight ? Verbs.Contains(asked) : request.Method == "OPTIONS" || Verbs.Contains(request.Method)))
        {
            response.Headers.AccessControlAllowOrigin = _origins.Contains(Any) ? Any : origin;
            if (isPreflight)
                Permit(request, response, asked);
        }
        return isPreflight;
    }

    private static void Permit(HttpRequest request, HttpResponse response, string verb)
    {
        response.Headers.AccessControlAllowMethods = verb;
        var headers = request.Headers.AccessControlRequestHeaders.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (headers.Length > 0)
            response.Headers.AccessControlAllowHeaders = string.Join(", ", headers.Select(Canonical));
    }

    /// <summary>A header's name as Go writes it: every word begins with a capital.</summary>
    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    private bool IsAllowed(string origin)
    {
        var lower = origin.ToLowerInvariant();
        return _origins.Any(allowed => allowed.IndexOf('*', StringComparison.Ordinal) is >= 0 and var at
            ? lower.Length >= allowed.Length - 1 && lower.StartsWith(allowed[..at], StringComparison.Ordinal) && lower.EndsWith(allowed[(at + 1)..], StringComparison.Ordinal)
            : lower == allowed);
    }
}
