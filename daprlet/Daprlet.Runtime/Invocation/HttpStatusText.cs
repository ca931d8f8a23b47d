using Microsoft.AspNetCore.WebUtilities;

namespace Daprlet.Invocation;

/// <summary>What a status of HTTP is called, in Go's words (net/http.StatusText).</summary>
internal static class HttpStatusText
{
    public static string Of(int status) => status switch
    {
        413 => "Request Entity Too Large",
        414 => "Request URI Too Long",
        416 => "Requested Range Not Satisfiable",
        425 => "Too Early",
        499 => "",
        505 => "HTTP Version Not Supported",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };
}
