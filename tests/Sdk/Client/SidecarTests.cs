using System.Net;
using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

public sealed class SidecarTests
{
    [Fact]
    public async Task Health_is_true_for_any_success()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient(builder => builder.UseDaprApiToken("secret"));

        Assert.True(await client.CheckHealthAsync());
        Assert.True(await client.CheckOutboundHealthAsync());

        Assert.Equal(["/v1.0/healthz", "/v1.0/healthz/outbound"], sidecar.Requests.Select(request => request.Target));
        Assert.All(sidecar.Requests, request => Assert.Equal("secret", request.Headers["dapr-api-token"]));
    }

    [Fact]
    public async Task Health_is_false_for_a_failure_and_for_no_sidecar_at_all()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.InternalServerError);
        using var client = sidecar.CreateClient();
        using var lonely = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();

        Assert.False(await client.CheckHealthAsync());
        Assert.False(await lonely.CheckOutboundHealthAsync());
    }

    [Fact]
    public async Task Waiting_for_the_sidecar_ends_when_it_is_ready()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        var asked = 0;
        sidecar.Answer = _ => ++asked == 1 ? RecordedAnswer.Error(HttpStatusCode.InternalServerError) : RecordedAnswer.NoContent;
        using var client = sidecar.CreateClient();

        await client.WaitForSidecarAsync();

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Waiting_for_the_sidecar_ends_with_its_cancellation_token()
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitForSidecarAsync(limit.Token));
    }

    [Fact]
    public async Task Metadata_tells_id_actors_attributes_and_components()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""
            {"id":"users","runtimeVersion":"1.18.3","actors":[{"type":"Cart","count":2}],"extended":{"a":"b"},
             "components":[{"name":"store","type":"state.sqlite","version":"v1","capabilities":["ETAG"]},{"name":"bare","type":"x"}]}
            """);
        using var client = sidecar.CreateClient();

        var metadata = await client.GetMetadataAsync();

        Assert.Equal("users", metadata.Id);
        Assert.Equal([("Cart", 2)], metadata.Actors.Select(actor => (actor.Type, actor.Count)));
        Assert.Equal("b", metadata.Extended["a"]);
        Assert.Equal([("store", "state.sqlite", "v1", "ETAG"), ("bare", "x", "", "")], metadata.Components.Select(component => (component.Name, component.Type, component.Version, string.Join(",", component.Capabilities))));
    }

    [Fact]
    public async Task Metadata_of_a_bare_sidecar_is_empty_lists()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""{"id":"users"}""");
        using var client = sidecar.CreateClient();

        var metadata = await client.GetMetadataAsync();

        Assert.Empty(metadata.Actors);
        Assert.Empty(metadata.Extended);
        Assert.Empty(metadata.Components);
    }

    [Fact]
    public async Task An_attribute_is_put_as_text()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.SetMetadataAsync("my key", "a value");

        Assert.Equal(("PUT", "/v1.0/metadata/my%20key", "a value"), (sidecar.Request.Method, sidecar.Request.Target, sidecar.Request.Body));
    }

    [Fact]
    public async Task Shutdown_is_asked_for()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.ShutdownSidecarAsync();

        Assert.Equal(("POST", "/v1.0/shutdown"), (sidecar.Request.Method, sidecar.Request.Target));
    }

    [Fact]
    public async Task Every_call_says_who_calls_and_shows_the_token()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient(builder => builder.UseDaprApiToken("secret"));

        await client.SaveStateAsync("store", "k", 1);
        await client.SaveBulkStateAsync("store", [new SaveStateItem<int>("k", 1, "e")]);
        await client.PublishEventAsync("pubsub", "t");
        await client.InvokeBindingAsync("mail", "create", 1);
        await client.SetMetadataAsync("a", "b");

        Assert.All(sidecar.Requests, request =>
        {
            Assert.Equal("secret", request.Headers["dapr-api-token"]);
            Assert.Equal("dapr-sdk-dotnet/v1.18.5", request.Headers["User-Agent"]);
        });
    }

    [Fact]
    public async Task A_call_belongs_to_the_trace_that_it_is_made_in()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();
        using var activity = new System.Diagnostics.Activity("test").Start();

        await client.PublishEventAsync("pubsub", "t");

        Assert.Contains(activity.TraceId.ToHexString(), sidecar.Request.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_limit_is_for_invocations_and_health_alone()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var answered = new ManualResetEventSlim();
        sidecar.Answer = _ => answered.Wait(TimeSpan.FromSeconds(30)) ? RecordedAnswer.NoContent : RecordedAnswer.NoContent;
        using var client = sidecar.CreateClient(builder => builder.UseTimeout(TimeSpan.FromMilliseconds(50)));

        var save = client.SaveStateAsync("store", "k", 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CheckHealthAsync());
        answered.Set();

        await save;
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("unix:/tmp/socket")]
    public void An_address_must_be_http(string endpoint) =>
        Assert.Throws<InvalidOperationException>(() => new DaprClientBuilder().UseHttpEndpoint(endpoint).Build());

    [Fact]
    public async Task A_path_in_the_address_is_ignored()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = new DaprClientBuilder().UseHttpEndpoint($"{sidecar.Endpoint}/path/").Build();

        await client.SaveStateAsync("store", "k", 1);

        Assert.Equal("/v1.0/state/store", sidecar.Request.Target);
    }
}
