using System.Net;
using System.Net.Sockets;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Where the API listens (<c>--dapr-listen-addresses</c>). 192.0.2.1 is of a network for documentation, which no machine has.</summary>
public sealed class ListenAddressTests
{
    private const string NotHere = "192.0.2.1";

    [Theory]
    [InlineData(NotHere, "127.0.0.1")]
    [InlineData("127.0.0.1", NotHere)]
    [InlineData("no-such-host.invalid", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    public async Task Addresses_that_are_there_are_served_whatever_the_others_are(params string[] addresses)
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", ListenAddresses = addresses });

        Assert.Equal(HttpStatusCode.NoContent, await HealthAsync("127.0.0.1", sidecar.HttpPort));
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("[::1]", "127.0.0.1")]
    [InlineData("::")]
    public async Task IPv6_is_served_in_brackets_or_without(params string[] addresses)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "there is no IPv6");
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", ListenAddresses = addresses });

        Assert.Equal(HttpStatusCode.NoContent, await HealthAsync("[::1]", sidecar.HttpPort));
    }

    [Fact]
    public async Task Where_no_address_is_there_the_start_ends_with_one_message_that_names_them()
    {
        var refusal = await Assert.ThrowsAsync<IOException>(() => DaprletHost.StartAsync(new SidecarOptions { AppId = "a", ListenAddresses = [NotHere, "no-such-host.invalid"] }));

        Assert.Contains("could not listen on any endpoint", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(NotHere, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-host.invalid", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("64Ki")]
    [InlineData("2Gi")]
    public async Task A_buffer_of_any_size_lets_the_sidecar_start(string size)
    {
        Assert.True(global::Daprlet.Resources.ByteQuantity.TryParse(size, out var bytes));
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", ReadBufferBytes = (int)Math.Min(int.MaxValue, bytes) });

        Assert.Equal(HttpStatusCode.NoContent, await HealthAsync("127.0.0.1", sidecar.HttpPort));
    }

    private static async Task<HttpStatusCode> HealthAsync(string host, int port)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.GetAsync(new Uri($"http://{host}:{port}/v1.0/healthz"));
        return answer.StatusCode;
    }
}
