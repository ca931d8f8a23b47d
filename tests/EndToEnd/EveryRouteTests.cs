using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What holds for every route of the shop, as its OpenAPI documents list them.</summary>
public sealed partial class EveryRouteTests(SharedShop shared)
{
    private static readonly string[] WrongNumbers = ["x", "1.5", "99999999999999999999", "0x10", "1%202", "%E2%82%AC", "true", "-", "NaN"];
    private static readonly string[] OddTexts = ["%00", "%0A", "%25", "%E2%82%AC", "..", "'", "%22", new('x', 3000)];
    private static readonly string[] OddIds = ["x", "7", "-1", "%E2%82%AC", "0197a000", "0197a000-0000-7000-8000-0000000000fg", "null", "'", new('x', 900)];
    private static readonly string[] WrongBodies = ["", "{", "[]", "null", "7", "\"text\"", "{\"unknown\":1}", "{\"a b\":1}", "{\"$\":1}", "{,}", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"];
    private static readonly string[] Values = ["\"text\"", "7", "-7", "1.5", "1e400", "true", "[]", "{}", "[7]", "[null]", "{\"a\":{}}", "99999999999999999999"];

    private Shop Shop => shared.Shop;

    [Fact]
    public async Task A_wrong_value_is_its_senders_fault_and_is_told_in_plain_words()
    {
        var (customer, administrator) = (await Shop.NewCustomerAsync(), await Shop.AdministratorAsync());
        foreach (var route in await PublicRoute.AllAsync(Shop))
        {
            foreach (var (path, mustFail) in WrongPaths(route))
            {
                foreach (var person in (Customer[])[customer, administrator])
                    await JudgeAsync(route.Verb, path, "{}", person, mustFail);
            }

            foreach (var body in route.Body is { } fields ? BodiesFor(fields) : [])
            {
                foreach (var person in (Customer[])[customer, administrator])
                    await JudgeAsync(route.Verb, route.SomePath, body, person, mustFail: true);
            }
        }
    }

    [Fact]
    public async Task Nobody_but_its_reader_keeps_what_is_personal()
    {
        var customer = await Shop.NewCustomerAsync();
        await customer.OrderAsync(await (await Shop.AdministratorAsync()).AddProductAsync(stock: 1));
        foreach (var route in await PublicRoute.AllAsync(Shop))
        {
            using var response = await SendAsync(route.Verb, route.SomePath, "{}", customer);

            var control = response.Headers.CacheControl;
            Assert.True(control is { NoStore: true } || (control is { Private: true, NoCache: true } && response.Headers.ETag is not null),
                $"{route}: {response.StatusCode} {control}");
        }
    }

    [Fact]
    public async Task HEAD_is_answered_as_GET_is()
    {
        var customer = await Shop.NewCustomerAsync();
        foreach (var route in (await PublicRoute.AllAsync(Shop)).Where(route => route.Verb == "GET"))
        {
            // Again if somebody else has changed the catalogue between the two.
            await Eventually.TrueAsync(async () =>
            {
                using var get = await SendAsync("GET", route.SomePath, null, customer);
                using var head = await SendAsync("HEAD", route.SomePath, null, customer);
                Assert.Empty(await head.Content.ReadAsByteArrayAsync());
                var isSame = Headers(get).SequenceEqual(Headers(head));
                return get.Content.Headers.ContentType?.MediaType == "text/event-stream"
                    ? isSame
                    : isSame && (await get.Content.ReadAsByteArrayAsync()).Length == head.Content.Headers.ContentLength;
            }, $"HEAD {route.SomePath} to be answered as GET is");
        }
    }

    private static IEnumerable<(string Path, bool MustFail)> WrongPaths(PublicRoute route)
    {
        if (route.HasParameter)
        {
            foreach (var id in OddIds) yield return (route.With(id), true);
        }

        foreach (var (name, type) in route.Query)
        {
            foreach (var value in type is "integer" or "number" ? WrongNumbers : OddTexts)
                yield return ($"{route.SomePath}?{name}={value}", type is "integer" or "number");
            if (type is "integer" or "number") yield return ($"{route.SomePath}?{name}=1&{name}=2", true);
        }
    }

    private static IEnumerable<string> BodiesFor(IReadOnlyDictionary<string, string> fields) =>
        WrongBodies.Concat(from field in fields
                           from value in Values
                           where !IsOf(field.Value, value)
                           select $$"""{"{{field.Key}}":{{value}}}""");

    private static bool IsOf(string type, string value) => type switch
    {
        "string" => value.StartsWith('"'),
        "array" => value.StartsWith('['),
        "object" => value.StartsWith('{'),
        _ => false,
    };

    private async Task JudgeAsync(string verb, string path, string? body, Customer person, bool mustFail)
    {
        using var response = await SendAsync(verb, path, body, person);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return;
        var text = await response.Content.ReadAsStringAsync();

        var what = $"{verb} {path} {body}: {(int)response.StatusCode} {text}";
        Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, what);
        Assert.True(!mustFail || response.StatusCode >= HttpStatusCode.BadRequest, what);
        if (response.StatusCode < HttpStatusCode.BadRequest) return;
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(FrameworkWords().IsMatch(text), what);
        Assert.True(!path.Contains('?', StringComparison.Ordinal) || response.StatusCode != HttpStatusCode.BadRequest || text.Contains("\"errors\"", StringComparison.Ordinal), what);
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, string path, string? body, Customer person)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri($"{Shop.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        request.Headers.Add("Idempotency-Key", "every-route");
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (body is not null && verb is not ("GET" or "HEAD")) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Shop.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static IEnumerable<string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "traceparent"))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Prepend($"{response.RequestMessage!.RequestUri!.AbsolutePath} {(int)response.StatusCode}")
        .Order();

    [GeneratedRegex(@"Nullable|System\.|Microsoft|DaprShop\.|Dapr\b|Failed to|Exception|LineNumber|BytePosition|Path: \$|Int32|JSON value|parameter", RegexOptions.IgnoreCase)]
    private static partial Regex FrameworkWords();
}
