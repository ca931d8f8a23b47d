using Daprlet.Http;

namespace DaprShop.Tests.Daprlet.Http;

/// <summary>HTTP_PROXY, HTTPS_PROXY and NO_PROXY as Go's clients read them (golang.org/x/net/http/httpproxy).</summary>
public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("http://shop.example/", "http://plain:3128/")]
    [InlineData("https://shop.example/", "http://secure:3129/")]
    [InlineData("http://localhost:8080/", null)]
    [InlineData("http://127.0.0.1:8080/", null)]
    [InlineData("http://127.8.9.1/", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("http://[::ffff:127.0.0.1]/", null)]
    public void Each_scheme_has_its_proxy_and_this_machine_none(string url, string? proxy)
    {
        var environment = new Dictionary<string, string> { ["HTTP_PROXY"] = "plain:3128", ["https_proxy"] = "http://secure:3129" };

        Assert.Equal(proxy, new EnvironmentProxy(environment.GetValueOrDefault).GetProxy(new Uri(url))?.ToString());
    }

    [Theory]
    [InlineData("*", "http://any.example/", true)]
    [InlineData("shop.example", "http://shop.example/", true)]
    [InlineData("shop.example", "http://www.shop.example/", true)]
    [InlineData("shop.example", "http://myshop.example/", false)]
    [InlineData(".shop.example", "http://www.shop.example/", true)]
    [InlineData(".shop.example", "http://shop.example/", false)]
    [InlineData("*.shop.example", "http://shop.example/", false)]
    [InlineData("*.shop.example", "http://a.b.shop.example/", true)]
    [InlineData("SHOP.example , other", "http://shop.EXAMPLE/", true)]
    [InlineData("shop.example:8080", "http://shop.example:8080/", true)]
    [InlineData("shop.example:8080", "http://shop.example/", false)]
    [InlineData("shop.example:80", "http://shop.example/", true)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3/", false)]
    [InlineData("192.0.2.7", "http://192.0.2.7/", true)]
    [InlineData("192.0.2.7:81", "http://192.0.2.7:82/", false)]
    [InlineData("[2001:db8::7]:81", "http://[2001:db8::7]:81/", true)]
    [InlineData("2001:db8::/32", "http://[2001:db8::7]/", true)]
    [InlineData("", "http://shop.example/", false)]
    [InlineData(",, :, [, *., .", "http://shop.example/", false)]
    public void Exceptions_are_hosts_networks_and_domains(string exceptions, string url, bool isDirect)
    {
        var environment = new Dictionary<string, string> { ["http_proxy"] = "http://proxy:3128", ["NO_PROXY"] = exceptions };

        Assert.Equal(isDirect, new EnvironmentProxy(environment.GetValueOrDefault).IsBypassed(new Uri(url)));
    }

    [Theory]
    [InlineData("proxy", false)]
    [InlineData("proxy:3128", false)]
    [InlineData("http://user:pass%40word@proxy:3128/", false)]
    [InlineData("https://proxy", false)]
    [InlineData("socks5h://proxy:1080", false)]
    [InlineData("", false)]
    [InlineData("::::", true)]
    [InlineData("http://", true)]
    [InlineData("ftp://user:secret@proxy", true)]
    [InlineData("http://proxy:99999", true)]
    [InlineData("http://a b", true)]
    public void A_wrong_proxy_is_said_without_its_value_which_may_hold_a_password(string value, bool isWrong)
    {
        var problem = EnvironmentProxy.FindProblem(new Dictionary<string, string> { ["HTTPS_PROXY"] = value }.GetValueOrDefault);

        Assert.Equal(isWrong, problem is not null);
        if (problem is not null)
        {
            Assert.Contains("HTTPS_PROXY", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_user_and_password_of_a_proxy_are_for_the_proxy()
    {
        var credentials = new EnvironmentProxy(_ => null).Credentials!.GetCredential(new Uri("http://ann:pass%40word@proxy:3128"), "Basic")!;

        Assert.Equal(("ann", "pass@word"), (credentials.UserName, credentials.Password));
    }
}
