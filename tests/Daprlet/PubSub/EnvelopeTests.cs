using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Components.PubSub;
using Daprlet.PubSub;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class EnvelopeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [Fact]
    public void Any_body_of_any_type_becomes_an_event_that_carries_it_unchanged() =>
        Prop.ForAll<byte[], bool>((body, isBinary) =>
        {
            var cloudEvent = Wrap(isBinary ? "application/octet-stream" : "text/plain", body);
            return isBinary
                ? Convert.FromBase64String((string)cloudEvent["data_base64"]!).SequenceEqual(body)
                : (string)cloudEvent["data"]! == Encoding.UTF8.GetString(body);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_in_JSON_keep_their_digits()
    {
        var cloudEvent = Encoding.UTF8.GetString(Envelope.Wrap(Context(), "application/json", "{\"n\":10000000000000000001,\"d\":1.50}"u8.ToArray()).Span);

        Assert.Contains("{\"n\":10000000000000000001,\"d\":1.50}", cloudEvent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_claims_to_be_JSON_and_is_not_stays_text() => Assert.Equal("{broken", (string?)Wrap("application/json", "{broken"u8.ToArray())["data"]);

    [Fact]
    public void Metadata_replaces_attributes_in_any_letter_case_but_not_with_nothing()
    {
        var cloudEvent = Wrap("text/plain", [], ("CloudEvent.ID", "mine"), ("cloudevent.type", ""), ("cloudevent.topic", "other"));

        Assert.Equal("mine", (string?)cloudEvent["id"]);
        Assert.Equal("com.dapr.event.sent", (string?)cloudEvent["type"]);
        Assert.Equal("orders", (string?)cloudEvent["topic"]);
    }

    [Theory]
    [InlineData("mine", null, "mine")]
    [InlineData(null, "mine", "mine")]
    [InlineData("id", "parent", "parent")]
    [InlineData("id", "", "id")]
    [InlineData("", null, "")]
    [InlineData(null, null, "traced")]
    public void A_trace_parent_of_the_metadata_goes_before_a_trace_id_and_both_attributes_have_it(string? id, string? parent, string expected)
    {
        var overrides = new Dictionary<string, string?> { ["cloudevent.traceid"] = id, ["cloudevent.traceparent"] = parent, ["cloudevent.tracestate"] = "a=b" };
        var context = Context() with { TraceParent = "traced", TraceState = "x=y", Metadata = overrides.Where(item => item.Value is not null).ToDictionary(item => item.Key, item => item.Value!) };

        var cloudEvent = Parse(Envelope.Wrap(context, "text/plain", default));

        Assert.Equal(expected, (string?)cloudEvent["traceid"]);
        Assert.Equal(expected, (string?)cloudEvent["traceparent"]);
        Assert.Equal("a=b", (string?)cloudEvent["tracestate"]);
    }

    [Fact]
    public void The_time_has_the_offset_of_the_place_and_the_expiration_is_universal()
    {
        var cloudEvent = Parse(Envelope.Wrap(Context() with { Expiration = Now.ToUniversalTime().AddMinutes(1) }, "text/plain", default));

        Assert.Equal("2026-01-02T03:04:05+02:00", (string?)cloudEvent["time"]);
        Assert.Equal("2026-01-02T01:05:05Z", (string?)cloudEvent["expiration"]);
    }

    [Fact]
    public void The_publishers_own_event_keeps_what_it_says_and_gets_what_it_lacks()
    {
        var cloudEvent = Parse(Envelope.Complete(Context(), """{"id":"own","type":"mine","topic":"lies","extra":[1],"id":"last"}"""u8.ToArray())!.Value);

        Assert.Equal("last", (string?)cloudEvent["id"]);
        Assert.Equal("mine", (string?)cloudEvent["type"]);
        Assert.Equal("orders", (string?)cloudEvent["topic"]);
        Assert.Equal("Dapr", (string?)cloudEvent["source"]);
        Assert.Equal("[1]", cloudEvent["extra"]!.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{")]
    public void What_is_no_object_is_no_event(string body) => Assert.Null(Envelope.Complete(Context(), Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("ttlInSeconds", "60", 60.0)]
    [InlineData("TTLINSECONDS", "0", 0.0)]
    [InlineData("ttl", "90m", 5400.0)]
    [InlineData("ttl", "-5s", -5.0)]
    [InlineData("ttlInSeconds", "soon", null)]
    [InlineData("ttlInSeconds", "-5", null)]
    [InlineData("ttlInSeconds", "1.5", null)]
    public void A_time_to_live_that_cannot_be_read_is_none(string name, string value, double? seconds) =>
        Assert.Equal(seconds, RequestMetadata.TimeToLive(new Dictionary<string, string> { [name] = value })?.TotalSeconds);

    private static JsonObject Wrap(string contentType, byte[] body, params (string Name, string Value)[] metadata) =>
        Parse(Envelope.Wrap(Context() with { Metadata = metadata.ToDictionary(item => item.Name, item => item.Value) }, contentType, body));

    private static EnvelopeContext Context() => new("pubsub", "orders", "shop", "", "", RequestMetadata.Empty, Now, null);

    private static JsonObject Parse(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<JsonObject>(json.Span)!;
}
