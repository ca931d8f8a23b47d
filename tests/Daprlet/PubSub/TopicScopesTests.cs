using Daprlet.Components;
using Daprlet.PubSub;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Each list of a component, alone and together with the others, for an app that stands in it and for one that does not.</summary>
public sealed class TopicScopesTests
{
    [Theory]
    [InlineData("", "shop", "a", true)]
    [InlineData("allowedTopics: a, b", "shop", "a", true)]
    [InlineData("allowedTopics: a, b", "shop", "b", true)]
    [InlineData("allowedTopics: a, b", "shop", "c", false)]
    [InlineData("allowedTopics: a, b", "shop", "A", false)]
    [InlineData("allowedTopics:  ", "shop", "a", false)]
    [InlineData("allowedTopics: ,", "shop", "a", false)]
    [InlineData("allowedTopics: a,, b", "shop", "b", true)]
    [InlineData("ALLOWEDTOPICS: a", "shop", "b", false)]
    [InlineData("protectedTopics: a, b", "shop", "a", false)]
    [InlineData("protectedTopics: a, b", "shop", "b", false)]
    [InlineData("protectedTopics: a, b", "shop", "c", true)]
    [InlineData("SCOPES: shop=a", "shop", "a", true)]
    [InlineData("SCOPES: shop=a", "shop", "b", false)]
    [InlineData("SCOPES: shop=a", "mail", "b", true)]
    [InlineData("SCOPES: shop=a", "Shop", "b", true)]
    [InlineData("SCOPES: shop=", "shop", "a", false)]
    [InlineData("SCOPES: shop=; mail = b , c", "mail", "c", true)]
    [InlineData("SCOPES: shop=; mail = b , c", "mail", "a", false)]
    [InlineData("SCOPES: shop", "shop", "a", true)]
    [InlineData("SCOPES:  ", "shop", "a", true)]
    [InlineData("SCOPES: ;=;shop", "shop", "a", true)]
    [InlineData("SCOPES: =a", "shop", "b", true)]
    [InlineData("SCOPES: s h o p = a b ; mail", "shop", "ab", true)]
    [InlineData("SCOPES: s h o p = a b ; mail", "shop", "a", false)]
    [InlineData("SCOPES: mail=a,shop=b", "shop", "a", true)]
    [InlineData("SCOPES: shop=,", "shop", "a", false)]
    [InlineData("protectedTopics: a|SCOPES: shop=", "shop", "a", false)]
    [InlineData("protectedTopics: a|SCOPES: shop", "shop", "a", false)]
    [InlineData("protectedTopics:  |SCOPES: mail=a", "shop", "a", true)]
    [InlineData("SCOPES: shop=a;shop=b", "shop", "a", true)]
    [InlineData("SCOPES: shop=a;shop=b", "shop", "b", true)]
    [InlineData("SCOPES: shop=a;shop=b", "shop", "c", false)]
    [InlineData("SCOPES: shop=a=b", "shop", "a", true)]
    [InlineData("SCOPES: shop=a=b", "shop", "b", false)]
    [InlineData("protectedTopics: a|SCOPES: shop=a", "shop", "a", true)]
    [InlineData("protectedTopics: a|SCOPES: shop=a", "mail", "a", false)]
    [InlineData("protectedTopics: a|SCOPES: shop=b", "shop", "a", false)]
    [InlineData("protectedTopics: a|SCOPES: shop=b", "shop", "c", false)]
    [InlineData("protectedTopics: a|SCOPES: shop=b", "mail", "c", true)]
    [InlineData("allowedTopics: a|protectedTopics: a", "shop", "a", false)]
    [InlineData("allowedTopics: a|protectedTopics: b", "shop", "a", true)]
    [InlineData("allowedTopics: a|SCOPES: shop=b", "shop", "b", false)]
    [InlineData("allowedTopics: a|SCOPES: shop=b", "shop", "a", false)]
    [InlineData("allowedTopics: a|SCOPES: shop=b", "mail", "a", true)]
    [InlineData("allowedTopics: a,b|protectedTopics: b|SCOPES: shop=b", "shop", "b", true)]
    [InlineData("allowedTopics: a,b|protectedTopics: b|SCOPES: shop=b", "mail", "b", false)]
    [InlineData("allowedTopics: a,b|protectedTopics: b|SCOPES: shop=b", "mail", "a", true)]
    public void A_topic_is_open_to_an_app_as_the_lists_say(string lists, string appId, string topic, bool isOpen)
    {
        Assert.Equal(isOpen, Read("publishingScopes").MayPublish(topic));
        Assert.Equal(isOpen, Read("subscriptionScopes").MaySubscribe(topic));

        TopicScopes Read(string scopes) => Scopes(lists.Replace("SCOPES", scopes, StringComparison.Ordinal), appId);
    }

    [Fact]
    public void What_an_app_may_publish_says_nothing_of_what_it_may_subscribe_to()
    {
        var scopes = Scopes("publishingScopes: shop=a|subscriptionScopes: shop=b", "shop");

        Assert.Equal((true, false), (scopes.MayPublish("a"), scopes.MayPublish("b")));
        Assert.Equal((false, true), (scopes.MaySubscribe("a"), scopes.MaySubscribe("b")));
    }

    private static TopicScopes Scopes(string lists, string appId) => new(
        new ComponentMetadata(lists.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(list => list.Split(": ")).Select(list => KeyValuePair.Create(list[0], list[1]))), appId);
}
