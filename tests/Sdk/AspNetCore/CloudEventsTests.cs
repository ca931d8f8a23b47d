using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dapr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Sdk.AspNetCore;

public sealed class CloudEventsTests
{
    [Theory]
    [InlineData("""{"data":{"a":1}}""", """{"a":1}""", "application/json")]
    [InlineData("""{"Data":[1]}""", "[1]", "application/json")]
    [InlineData("""{"data":"text"}""", "\"text\"", "application/json")]
    [InlineData("""{"data":null}""", "null", "application/json")]
    [InlineData("""{"data":"text","datacontenttype":"text/plain"}""", "text", "text/plain")]
    [InlineData("""{"data":{"a":1},"datacontenttype":"text/plain"}""", """{"a":1}""", "text/plain")]
    [InlineData("""{"data":1,"datacontenttype":"application/json; charset=utf-16"}""", "1", "application/json")]
    [InlineData("""{"data":1,"DataContentType":"application/vnd.shop+json"}""", "1", "application/vnd.shop+json")]
    [InlineData("""{"data":1,"datacontenttype":"no type"}""", "1", "application/json")]
    [InlineData("""{"data_base64":"aGVsbG8=","datacontenttype":"text/plain"}""", "hello", "text/plain")]
    [InlineData("""{"data_base64":"aGVsbG8="}""", "hello", "application/json")]
    [InlineData("""{"type":"t"}""", "", "none")]
    public async Task A_handler_gets_the_data_of_an_event(string cloudEvent, string body, string contentType)
    {
        await using var app = await StartAsync();

        Assert.Equal($"{contentType}: {body}", await PostAsync(app, cloudEvent));
    }

    [Fact]
    public async Task Data_in_two_forms_is_refused()
    {
        await using var app = await StartAsync();
        using var content = Event("""{"data":1,"data_base64":"aGVsbG8="}""", "application/cloudevents+json");

        using var response = await app.Client.PostAsync("/echo", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Text_can_be_left_as_JSON()
    {
        await using var app = await StartAsync(new CloudEventsMiddlewareOptions { SuppressJsonDecodingOfTextPayloads = true });

        Assert.Equal("text/plain: \"text\"", await PostAsync(app, """{"data":"text","datacontenttype":"text/plain"}"""));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/cloudevents-batch+json")]
    [InlineData("application/cloudevents+jsonp")]
    public async Task Other_content_is_left_alone(string contentType)
    {
        await using var app = await StartAsync();

        Assert.Equal($$"""{{contentType}}: {"data":1}""", await PostAsync(app, """{"data":1}""", contentType));
    }

    [Fact]
    public async Task An_event_may_be_in_another_encoding()
    {
        await using var app = await StartAsync();
        using var content = new ByteArrayContent(Encoding.Unicode.GetBytes("""{"data":"é"}"""));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/cloudevents+json; charset=utf-16");

        using var response = await app.Client.PostAsync("/echo", content);

        Assert.Equal("application/json: \"\\u00E9\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Attributes_are_given_as_headers_if_asked_for()
    {
        await using var app = await StartAsync(new CloudEventsMiddlewareOptions { ForwardCloudEventPropertiesAsHeaders = true });

        Assert.Equal(
            "cloudevent.id=1;cloudevent.source=shop;cloudevent.type=placed",
            await PostAsync(app, """{"id":"1","Type":"placed","source":"shop","traceparent":"x","pubsubname":"p","datacontenttype":"text/plain","data":"d"}""", path: "/headers"));
    }

    [Fact]
    public async Task Included_attributes_win_over_excluded_ones()
    {
        const string CloudEvent = """{"id":"1","type":"placed","source":"shop","data":1}""";
        await using var including = await StartAsync(new CloudEventsMiddlewareOptions { ForwardCloudEventPropertiesAsHeaders = true, IncludedCloudEventPropertiesAsHeaders = ["ID"], ExcludedCloudEventPropertiesFromHeaders = ["id"] });
        await using var excluding = await StartAsync(new CloudEventsMiddlewareOptions { ForwardCloudEventPropertiesAsHeaders = true, ExcludedCloudEventPropertiesFromHeaders = ["id"] });

        Assert.Equal("cloudevent.id=1", await PostAsync(including, CloudEvent, path: "/headers"));
        Assert.Equal("cloudevent.source=shop;cloudevent.type=placed", await PostAsync(excluding, CloudEvent, path: "/headers"));
    }

    [Fact]
    public async Task A_typed_handler_binds_the_data()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseCloudEvents();
            app.MapPost("/orders", (Placed placed) => placed.OrderId);
        });
        using var content = Event("""{"id":"1","data":{"orderId":"o-1"},"datacontenttype":"application/json"}""", "application/cloudevents+json; charset=utf-8");

        using var response = await app.Client.PostAsync("/orders", content);

        Assert.Equal("o-1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_comes_before_sees_the_request_as_it_was_when_the_handler_is_done()
    {
        var seen = new TaskCompletionSource<string?>();
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                seen.SetResult(context.Request.ContentType);
            });
            app.UseCloudEvents();
            app.MapPost("/echo", () => { });
        });

        await PostAsync(app, """{"data":1}""");

        Assert.Equal("application/cloudevents+json", await seen.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static Task<TestApp> StartAsync(CloudEventsMiddlewareOptions? options = null) => TestApp.StartAsync(app =>
    {
        app.UseCloudEvents(options ?? new CloudEventsMiddlewareOptions());
        app.MapPost("/echo", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            return $"{request.ContentType ?? "none"}: {await reader.ReadToEndAsync()}";
        });
        app.MapPost("/headers", (HttpRequest request) => string.Join(
            ";",
            request.Headers.Where(header => header.Key.StartsWith("Cloudevent.", StringComparison.Ordinal)).Select(header => $"{header.Key.ToLowerInvariant()}={header.Value}").Order()));
    });

    private static async Task<string> PostAsync(TestApp app, string body, string contentType = "application/cloudevents+json", string path = "/echo")
    {
        using var content = Event(body, contentType);
        using var response = await app.Client.PostAsync(path, content);
        return await response.Content.ReadAsStringAsync();
    }

    private static StringContent Event(string body, string contentType) => new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    private sealed record Placed(string OrderId);
}
