using DaprShop.Testing;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>Configuration as the JavaScript SDK reads it, over gRPC alone.</summary>
[Collection<GrpcClientApp>]
public sealed class ConfigurationTests(GrpcClientApp app)
{
    private readonly NodeApp _js = app.JavaScript;

    [Fact]
    public async Task A_setting_is_read()
    {
        await app.Settings.SetAsync("currency", "EUR");

        var answer = await _js.CallAsync("configuration.get", "settings", new[] { "currency" });

        Assert.Equal("EUR", (string?)answer!["items"]!["currency"]!["value"]);
    }

    [Fact]
    public async Task A_change_is_told()
    {
        await app.Settings.SetAsync("limit", "1");
        await _js.CallAsync("settings.follow", "settings", new[] { "limit" });

        // The SDK does not say when it follows; so the setting changes until it is heard of.
        var limit = 1;
        await Eventually.TrueAsync(async () =>
        {
            await app.Settings.SetAsync("limit", $"{++limit}");
            return _js.Count("setting", items => items!["limit"] is not null) > 0;
        }, "a change of the limit");
    }
}
