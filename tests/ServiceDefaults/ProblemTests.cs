using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class ProblemTests(ProbeService service) : IClassFixture<ProbeService>
{
    private const string Valid = """{"name":"a","count":1,"price":2.5,"colour":"Red"}""";

    public static TheoryData<string, string> WrongBodies => new()
    {
        { "not JSON", "{" },
        { "nothing", "" },
        { "null", "null" },
        { "another kind of value", "[]" },
        { "a trailing comma", """{"name":"a",}""" },
        { "text after the value", Valid + "x" },
        { "a string for a number", """{"count":"1"}""" },
        { "a number for a string", """{"name":1}""" },
        { "a fraction for a whole number", """{"count":1.5}""" },
        { "a whole number that overflows", """{"count":99999999999999999999}""" },
        { "a price that overflows", """{"price":1e400}""" },
        { "a price of three decimals", """{"price":1.001}""" },
        { "a price that is not finite", """{"price":NaN}""" },
        { "an unknown field", """{"name":"a","admin":true}""" },
        { "a field twice", """{"name":"a","name":"b"}""" },
        { "an unknown name of an enum", """{"colour":"Blue"}""" },
        { "a number for an enum", """{"colour":0}""" },
        { "deep nesting", string.Concat(Enumerable.Repeat("""{"parts":[""", 5000)) },
        { "deep nesting that ends well", string.Concat(Enumerable.Repeat("""{"parts":[""", 40)) + string.Concat(Enumerable.Repeat("]}", 40)) },
    };

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task A_body_that_is_wrong_gets_400(string what, string body)
    {
        var response = await service.Client.PostAsync("/things", new StringContent(body, Encoding.UTF8, "application/json"));

        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.True(problem.Detail.Length > 0, what);
        Assert.DoesNotContain("DaprShop.", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_right_passes()
    {
        var response = await service.Client.PostAsync("/things", new StringContent(Valid, Encoding.UTF8, "application/json"));

        Assert.Equal("""{"name":"a","count":1,"price":2.5,"colour":"Red"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"parts":[{"count":"x"}]}""", "parts[0].count")]
    [InlineData("""{"admin":true}""", "admin")]
    [InlineData("""{"price":1.001}""", "price")]
    public async Task The_problem_names_the_field(string body, string field)
    {
        var response = await service.Client.PostAsync("/things", new StringContent(body, Encoding.UTF8, "application/json"));

        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("malformed_body", problem.Code);
        Assert.Equal([field], problem.Errors.Keys);
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_gets_400()
    {
        byte[] body = [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        await Problem.ReadAsync(await service.Client.PostAsync("/things", content), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=no-such-charset")]
    [InlineData(null)]
    public async Task A_body_that_is_no_JSON_in_UTF8_gets_415(string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Valid));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var problem = await Problem.ReadAsync(await service.Client.PostAsync("/things", content), HttpStatusCode.UnsupportedMediaType);

        Assert.Equal("unsupported_media_type", problem.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_1_MiB_gets_413(bool lengthKnown)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things")
        {
            Content = new StringContent("\"" + new string('x', 1024 * 1024) + "\"", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = !lengthKnown;
        request.Headers.ExpectContinue = true; // so that the answer is read instead of the body being pushed into a closed connection

        var problem = await Problem.ReadAsync(await service.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("body_too_large", problem.Code);
    }

    [Theory]
    [InlineData("/number", "n", "Is missing.")]
    [InlineData("/number?n=", "n", "Is missing.")]
    [InlineData("/number?n=x", "n", "whole number")]
    [InlineData("/number?n=99999999999", "n", "whole number")]
    [InlineData("/number?n=1&n=2", "n", "once")]
    [InlineData("/number?n=1&amount=x", "amount", "number")]
    [InlineData("/number?n=1&id=x", "id", "UUID")]
    [InlineData("/number?n=1&all=x", "all", "true or false")]
    [InlineData("/number?n=1&count=1.5", "count", "whole number")]
    [InlineData("/page?page=x", "page", "whole number")]
    [InlineData("/page?pageSize=99999999999", "pageSize", "whole number")]
    public async Task A_query_that_cannot_be_read_gets_400_with_the_parameter_and_what_it_must_be(string path, string parameter, string message)
    {
        var problem = await Problem.ReadAsync(await service.Client.GetAsync(path), HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code);
        var (name, messages) = Assert.Single(problem.Errors);
        Assert.Equal(parameter, name);
        Assert.Contains(message, Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_body_is_its_senders_fault()
    {
        foreach (var (body, thenNothing) in BadBodies.Broken.Select(body => (body, false)).Concat(BadBodies.Cut.Select(body => (body, true))).Concat(BadBodies.Strange.Select(body => (body, false))))
        {
            var type = body.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\r\n";
            var answer = await RawHttp.SendAsync(service.Client.BaseAddress!, $"POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{type}{body}", thenNothing);

            // Nobody waits for an answer to a body that ends before it should, as most servers see it.
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || (thenNothing && answer.Length == 0)
                || (BadBodies.Strange.Contains(body) && answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal)), $"{body}: {answer}");
            Assert.DoesNotContain("chunk size", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("?page=0", "page")]
    [InlineData("?page=-1", "page")]
    [InlineData("?page=1000001", "page")]
    [InlineData("?pageSize=0", "pageSize")]
    [InlineData("?pageSize=101", "pageSize")]
    public async Task A_page_out_of_range_gets_400(string query, string field)
    {
        var problem = await Problem.ReadAsync(await service.Client.GetAsync("/page" + query), HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code);
        Assert.Equal([field], problem.Errors.Keys);
    }

    [Fact]
    public async Task A_page_has_its_number_size_and_total()
    {
        Assert.Equal("""{"items":[],"page":1,"pageSize":20,"total":0}""", await service.Client.GetStringAsync("/page"));
    }

    [Fact]
    public async Task A_route_that_is_not_there_gets_404_and_a_verb_that_is_not_there_405()
    {
        Assert.Equal("not_found", (await Problem.ReadAsync(await service.Client.GetAsync("/nowhere"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("method_not_allowed",
            (await Problem.ReadAsync(await service.Client.DeleteAsync("/number"), HttpStatusCode.MethodNotAllowed)).Code);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task A_bug_gets_500_and_tells_nothing(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/bug") { Headers = { Accept = { new(accept) } } };

        var response = await service.Client.SendAsync(request);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.InternalServerError);
        Assert.Equal("internal_error", problem.Code);
        Assert.DoesNotContain("hunter2", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_is_gone_gets_503_and_when_to_try_again()
    {
        var response = await service.Client.GetAsync("/state");

        Assert.Equal("sidecar_unavailable", (await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable)).Code);
        Assert.NotNull(response.Headers.RetryAfter);
    }
}
