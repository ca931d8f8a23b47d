namespace DaprShop.Tests.Chaos.Shops;

/// <summary>Sends each request to another instance of the gateway than the one before, as a load balancer without health checks does.</summary>
internal sealed class GatewayRotation(IReadOnlyList<int> ports) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private int _next;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var port = ports[(int)((uint)Interlocked.Increment(ref _next) % (uint)ports.Count)];
        request.RequestUri = new UriBuilder(request.RequestUri!) { Port = port }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
