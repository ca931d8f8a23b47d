using System.Text;
using Daprlet.Components.PubSub;
using Daprlet.PubSub;
using Daprlet.PubSub.Delivery;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Events as gRPC subscribers get them.</summary>
public sealed class TopicEventsTests
{
    private static readonly Subscription Subscription = new(SubscriptionKind.Streaming, "pubsub", "t", [], "", new Dictionary<string, string>());

    [Theory]
    [InlineData("application/json", """{"b":3.50,"a":"<"}""", """{"a":"\u003c","b":3.5}""")]
    [InlineData("application/json; charset=utf-8", "[1, 2]", "[1,2]")]
    [InlineData("application/cloudevents+json", "1", "1")]
    [InlineData("text/plain", "\"\\u00e9\"", "é")]
    [InlineData("application/xml", "\"<a/>\"", "<a/>")]
    [InlineData("application/json", "null", "")]
    [InlineData("image/png", "\"aaaa\"", "")]
    [InlineData("", "\"aaaa\"", "")]
    public void Data_is_as_its_content_type_says(string contentType, string data, string expected)
    {
        var delivered = Event($$"""{"datacontenttype":"{{contentType}}","data":{{data}}}""");

        Assert.Equal(expected, TopicEvents.ToMessage(Subscription, "/", delivered).Data.ToStringUtf8());
        Assert.Equal(expected, TopicEvents.ToBulkMessage(delivered).Data.ToStringUtf8());
    }

    [Fact]
    public void Bytes_come_with_single_events_alone()
    {
        var delivered = Event("""{"datacontenttype":"application/octet-stream","data_base64":"AP8="}""");

        Assert.Equal([0, 255], TopicEvents.ToMessage(Subscription, "/", delivered).Data.ToByteArray());
        Assert.Empty(TopicEvents.ToBulkMessage(delivered).Data);
    }

    [Theory]
    [InlineData("""{"datacontenttype":"text/plain","data":{}}""")]
    [InlineData("""{"data_base64":7}""")]
    [InlineData("""{"data_base64":"?"}""")]
    [InlineData("""{"datacontenttype":"application/json","data":1e999}""")]
    [InlineData("""{"mine":{"deep":[-1e999]}}""")]
    public void What_does_not_fit_is_an_error(string cloudEvent) => Assert.Throws<InvalidDataException>(() => TopicEvents.ToMessage(Subscription, "/", Event(cloudEvent)));

    [Fact]
    public void Attributes_without_a_field_are_extensions_and_those_of_another_kind_are_empty()
    {
        var message = TopicEvents.ToMessage(Subscription, "/path", Event("""{"id":1,"type":"a","specversion":"1.0","mine":{"n":[1,null,true,"\ud800"],"n2":{}},"subject":"s"}"""));

        Assert.Equal(("", "a", "1.0", "/path", "t"), (message.Id, message.Type, message.SpecVersion, message.Path, message.Topic));
        Assert.Equal(["mine", "subject"], message.Extensions.Fields.Keys.Order());
        var list = message.Extensions.Fields["mine"].StructValue.Fields["n"].ListValue.Values;
        Assert.Equal((1, true, "\ufffd"), (list[0].NumberValue, list[2].BoolValue, list[3].StringValue));
        Assert.Equal(global::Google.Protobuf.WellKnownTypes.Value.KindOneofCase.NullValue, list[1].KindCase);
    }

    private static DeliveredEvent Event(string cloudEvent) => DeliveredEvent.FromStructuredMode(new PubSubMessage("t", Encoding.UTF8.GetBytes(cloudEvent), new Dictionary<string, string>()))!;
}
