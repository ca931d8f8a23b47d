using System.Net;
using System.Text;

namespace Daprlet.Invocation;

/// <summary>The HTTP client for what is outside of Dapr, shared by the sidecars of a process: it changes nothing and follows nothing.</summary>
internal static class OutboundClient
{
    public static HttpMessageInvoker Shared { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });
}
