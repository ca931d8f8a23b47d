using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class AppPort
{
    /// <summary>Listens on <c>APP_PORT</c>, the port that Dapr's tools give an app, unless URLs are configured.</summary>
    public static void ListenOnAppPort(this WebApplicationBuilder builder)
    {
        var port = builder.Configuration.GetValue<ushort?>("APP_PORT");
        if (port is not null && string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls($"http://localhost:{port}");
    }
}
