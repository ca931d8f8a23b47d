using System.Net;
using Dapr;

namespace DaprShop.Tests.Sdk.Client;

public sealed class PublishTests
{
    [Fact]
    public async Task An_event_is_JSON_of_the_declared_type()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.PublishEventAsync("pubsub", "orders", new Placed("o-1"), new Dictionary<string, string> { ["cloudevent.id"] = "a b" });

        Assert.Equal("POST", sidecar.Request.Method);
        Assert.Equal("/v1.0/publish/pubsub/orders?metadata.cloudevent.id=a%20b", sidecar.Request.Target);
        Assert.Equal("application/json", sidecar.Request.Headers["Content-Type"]);
        Assert.Equal("""{"orderId":"o-1"}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task A_cloud_event_is_the_envelope()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.PublishEventAsync("pubsub", "orders", new CloudEvent<Placed>(new Placed("o-1")) { Source = new Uri("urn:shop"), Type = "placed", Subject = "o-1" });

        Assert.Equal("application/cloudevents+json", sidecar.Request.Headers["Content-Type"]);
        Assert.Equal("""{"data":{"orderId":"o-1"},"datacontenttype":"application/json","source":"urn:shop","type":"placed","subject":"o-1"}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task An_event_without_data_has_neither_body_nor_content_type()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.PublishEventAsync("pubsub", "orders");

        Assert.Equal("", sidecar.Request.Body);
        Assert.DoesNotContain("Content-Type", sidecar.Request.Headers);
    }

    [Fact]
    public async Task Bytes_are_published_as_they_are()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.PublishByteEventAsync("pubsub", "orders", "<a/>"u8.ToArray(), "text/xml; charset=utf-8");

        Assert.Equal("text/xml; charset=utf-8", sidecar.Request.Headers["Content-Type"]);
        Assert.Equal("<a/>", sidecar.Request.Body);
    }

    [Fact]
    public async Task A_failure_is_a_DaprException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.NotFound);
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.PublishEventAsync("pubsub", "orders"));

        Assert.Equal("Publish operation failed: the Dapr endpoint indicated a failure. See InnerException for details.", exception.Message);
    }

    [Fact]
    public async Task Several_events_are_numbered_and_each_has_its_content_type_and_the_metadata()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        var response = await client.BulkPublishEventAsync<object>("pubsub", "orders", [new { n = 1 }, new byte[] { 0, 255 }, new CloudEvent { Type = "t" }], new Dictionary<string, string> { ["p"] = "q" });

        Assert.Empty(response.FailedEntries);
        Assert.Equal("/v1.0/publish/bulk/pubsub/orders?metadata.p=q", sidecar.Request.Target);
        Assert.Equal(
            """[{"entryId":"0","contentType":"application/json","metadata":{"p":"q"},"event":{"n":1}},{"entryId":"1","contentType":"application/octet-stream","metadata":{"p":"q"},"event":"AP8="},{"entryId":"2","contentType":"application/cloudevents+json","metadata":{"p":"q"},"event":{"source":null,"type":"t","subject":null}}]""",
            sidecar.Request.Body);
    }

    [Fact]
    public async Task Events_that_could_not_be_published_are_listed_with_the_reason()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => new RecordedAnswer(HttpStatusCode.InternalServerError, """{"failedEntries":[{"entryId":"1","error":"full"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""");
        using var client = sidecar.CreateClient();

        var response = await client.BulkPublishEventAsync("pubsub", "orders", ["a", "b"]);

        var failed = Assert.Single(response.FailedEntries);
        Assert.Equal(("b", "1", "full"), (failed.Entry.EventData, failed.Entry.EntryId, failed.ErrorMessage));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "no JSON")]
    [InlineData(HttpStatusCode.InternalServerError, """{"failedEntries":[]}""")]
    [InlineData(HttpStatusCode.NotFound, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"no"}""")]
    public async Task A_bulk_publish_that_failed_as_a_whole_is_a_DaprException(HttpStatusCode status, string body)
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => new RecordedAnswer(status, body);
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.BulkPublishEventAsync("pubsub", "orders", [1]));

        Assert.StartsWith("Bulk Publish operation failed:", exception.Message, StringComparison.Ordinal);
    }

    private sealed record Placed(string OrderId);
}
