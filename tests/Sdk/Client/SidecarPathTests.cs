using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Sdk.Client;

/// <summary>The sidecar splits the path before it decodes it, a plus sign is a space to it, and it removes dot segments.</summary>
public sealed class SidecarPathTests
{
    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a+b", "a%2Bb")]
    [InlineData("a b", "a%20b")]
    [InlineData("a||b", "a%7C%7Cb")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".", "%2E")]
    [InlineData("a.b", "a.b")]
    [InlineData("100%?#é", "100%25%3F%23%C3%A9")]
    public async Task A_name_is_sent_so_that_no_character_of_it_means_anything(string key, string sent)
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.GetStateAsync<int>("store", key);

        Assert.Equal($"/v1.0/state/store/{sent}", sidecar.Request.Target);
    }

    [Fact]
    public async Task Any_store_and_key_and_metadata_arrive_as_they_are()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Check.QuickThrowOnFailure(Prop.ForAll(Names(), Names(), Names(), (store, key, value) =>
        {
            Wait(client.GetStateAsync<int>(store, key, metadata: new Dictionary<string, string> { [value] = store }));
            var (segments, query) = Decode(sidecar.Requests[^1].Target);
            return segments.SequenceEqual(["v1.0", "state", store, key]) && query.SequenceEqual([($"metadata.{value}", store)]);
        }));
    }

    [Fact]
    public async Task Any_topic_arrives_as_it_is()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Check.QuickThrowOnFailure(Prop.ForAll(Names(), Names(), (pubsub, topic) =>
        {
            Wait(client.PublishEventAsync(pubsub, topic));
            return Decode(sidecar.Requests[^1].Target).Segments.SequenceEqual(["v1.0", "publish", pubsub, topic]);
        }));
    }

    /// <summary>Names with characters that mean something in URLs. A NUL no HTTP server takes, and half a surrogate pair has no bytes.</summary>
    private static Arbitrary<string> Names() => Gen.OneOf(Gen.Elements("/+%?#&=.;:@| \\\"é€😀".EnumerateRunes().Select(rune => rune.ToString())), ArbMap.Default.GeneratorFor<char>().Select(character => character.ToString()))
        .NonEmptyListOf()
        .Select(parts => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(parts).Replace('\0', '0'))))
        .ToArbitrary();

    /// <summary>Path segments and query as the sidecar decodes them.</summary>
    private static (IEnumerable<string> Segments, IEnumerable<(string Name, string Value)> Query) Decode(string target)
    {
        var (path, query) = Split(target, '?');
        return (
            path[1..].Split('/').Where(segment => segment is not ("." or "..")).Select(segment => WebUtility.UrlDecode(segment)),
            query.Length == 0 ? [] : query.Split('&').Select(pair => Split(pair, '=')).Select(pair => (WebUtility.UrlDecode(pair.Before), WebUtility.UrlDecode(pair.After))));
    }

    private static (string Before, string After) Split(string text, char separator) =>
        text.IndexOf(separator) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : (text, "");

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
