using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Hosting;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Rules as people write them, each with the events that it sends to its path and those that it leaves to the default.</summary>
public sealed class RealRulesTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("event.type == \"order.created\"", """{"type":"order.created"}""", """{"type":"other"}""")]
    [InlineData("event.type == \"com.example.order.placed\" && event.source == \"web\"", """{"type":"com.example.order.placed","source":"web"}""", """{"type":"com.example.order.placed","source":"app"}""")]
    [InlineData("has(event.data.couponCode)", """{"data":{"couponCode":""}}""", """{"data":{}}""")]
    [InlineData("has(event.data.important) && event.data.important == true", """{"data":{"important":true}}""", """{"data":{"important":"true"}}""")]
    [InlineData("event.data.total > 500.0", """{"data":{"total":501}}""", """{"data":{"total":500}}""")]
    [InlineData("event.data.orderId > 7", """{"data":{"orderId":8}}""", """{"data":{"orderId":7}}""")]
    [InlineData("int(event.data.amount) > 10000", """{"data":{"amount":"10001"}}""", """{"data":{"amount":10000.9}}""")]
    [InlineData("event.type == \"deposit\" && int(event.data.amount) > 10000", """{"type":"deposit","data":{"amount":20000}}""", """{"type":"withdrawal","data":{}}""")]
    [InlineData("event.data.action.startsWith(\"user.\")", """{"data":{"action":"user.created"}}""", """{"data":{"action":"admin.user."}}""")]
    [InlineData("event.data.assigned_to.startsWith(\"@agent:\")", """{"data":{"assigned_to":"@agent:7"}}""", """{"data":{"assigned_to":"agent"}}""")]
    [InlineData("event.data.mood == \"Rain\"", """{"data":{"mood":"Rain"}}""", """{"data":{"mood":"rain"}}""")]
    [InlineData("!(event.type in [\"a.v1\", \"a.v2\"])", """{"type":"a.v3"}""", """{"type":"a.v2"}""")]
    [InlineData("matches(event.type, \"^order[.](created|paid)$\")", """{"type":"order.paid"}""", """{"type":"order.paid.twice"}""")]
    [InlineData("event.data.items.exists(i, i.sku == \"LAMP-1\")", """{"data":{"items":[{"sku":"X"},{"sku":"LAMP-1"}]}}""", """{"data":{"items":[]}}""")]
    [InlineData("event.data.sku.matches(\"^[[:upper:]]{3}-[[:digit:]]+$\")", """{"data":{"sku":"ABC-1"}}""", """{"data":{"sku":"abc-1"}}""")]
    public async Task A_rule_sends_its_events_to_its_path_and_others_to_the_default(string rule, string wanted, string unwanted)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "rule.yaml"), $$"""
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: { name: rule }
            spec:
              pubsubname: pubsub
              topic: t
              routes:
                rules:
                  - match: {{rule}}
                    path: /wanted
                default: /others
              scopes: [someone-else]
            """.Replace("match: !", "match: >-\n            !", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var log = new SidecarLog();
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = app.Port,
            ResourcesPaths = [_folder],
            Components = [DaprletHost.Component("pubsub", "pubsub.in-memory")],
            Logging = log.Factory,
        });
        await sidecar.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

        foreach (var cloudEvent in new[] { wanted, unwanted })
        {
            using var content = new StringContent($$"""{"specversion":"1.0","id":"1","source":"s","type":"t",{{cloudEvent[1..]}}""", null, "application/cloudevents+json");
            using var published = await client.PostAsync("/v1.0/publish/pubsub/t", content, TestContext.Current.CancellationToken);
            Assert.True(published.IsSuccessStatusCode);
        }

        var received = await app.UntilAsync(all => all.Count == 2);
        Assert.Equal(["/others", "/wanted"], received.Select(delivery => delivery.Path).Order());
        Assert.Equal(1, log.Count("spec.scopes is ignored"));
    }
}
