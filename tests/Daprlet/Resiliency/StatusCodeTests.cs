using Daprlet.Resiliency;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Which codes <c>matching</c> lists, on both sides of every end.</summary>
public sealed class StatusCodeTests
{
    [Theory]
    [InlineData("429", "429", "428 430")]
    [InlineData("500-502", "500 501 502", "499 503")]
    [InlineData("404,429,500-502", "404 429 500 502", "403 405 428 430 499 503")]
    [InlineData("100-599", "100 599", "99 600 1000 -1")]
    [InlineData("503-503", "503", "502 504")]
    [InlineData(",,503,", "503", "502")]
    [InlineData("+503", "503", "502")]
    [InlineData(",", "", "100 404 503 599")]
    [InlineData("", "100 404 503 599", "99 600")]
    public void Http_codes(string list, string matched, string unmatched)
    {
        var policy = new RetryPolicy { HttpStatusCodes = StatusCodeRanges.Parse(list, StatusCodeRanges.Http) };

        Assert.All(Codes(matched), code => Assert.True(policy.Matches(AttemptOutcome.Failed(code))));
        Assert.All(Codes(unmatched), code => Assert.False(policy.Matches(AttemptOutcome.Failed(code))));
        Assert.All([0, 16], code => Assert.True(policy.Matches(AttemptOutcome.Failed(code))));
    }

    [Theory]
    [InlineData("14", "14", "13 15")]
    [InlineData("1-4,14", "1 4 14", "0 5 13 15")]
    [InlineData("0-16", "0 16", "-1 17")]
    [InlineData("0", "0", "1")]
    [InlineData("16", "16", "15")]
    [InlineData(",", "", "0 16")]
    [InlineData("", "0 16", "-1 17 99")]
    public void Grpc_codes(string list, string matched, string unmatched)
    {
        var policy = new RetryPolicy { GrpcStatusCodes = StatusCodeRanges.Parse(list, StatusCodeRanges.Grpc) };

        Assert.All(Codes(matched), code => Assert.True(policy.Matches(AttemptOutcome.Failed(code))));
        Assert.All(Codes(unmatched), code => Assert.False(policy.Matches(AttemptOutcome.Failed(code))));
        Assert.All([100, 599], code => Assert.True(policy.Matches(AttemptOutcome.Failed(code))));
    }

    [Theory]
    [InlineData("599,600", "invalid pattern 600, code 600 is not one of 100 to 599")]
    [InlineData("99-200", "invalid pattern 99-200, code 99 is not one of 100 to 599")]
    [InlineData("200-1000", "invalid pattern 200-1000, code 1000 is not one of 100 to 599")]
    [InlineData("500-", "invalid pattern 500-, code  is not one of 100 to 599")]
    [InlineData("-500", "invalid pattern -500, code  is not one of 100 to 599")]
    [InlineData("404, 429", "invalid pattern  429, code  429 is not one of 100 to 599")]
    [InlineData(" ", "invalid pattern  , code   is not one of 100 to 599")]
    [InlineData("5xx", "invalid pattern 5xx, code 5xx is not one of 100 to 599")]
    [InlineData("500-501-502", "invalid pattern 500-501-502, more than one '-' exists")]
    [InlineData("501-500", "invalid pattern 501-500, start value should not be bigger than end value")]
    public void Lists_that_are_wrong(string list, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => StatusCodeRanges.Parse(list, StatusCodeRanges.Http)).Message);

    private static IEnumerable<int> Codes(string codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}
