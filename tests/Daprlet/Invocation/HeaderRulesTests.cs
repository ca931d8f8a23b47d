using Daprlet.Invocation;
using Microsoft.Extensions.Primitives;

namespace DaprShop.Tests.Daprlet.Invocation;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("keep-alive, x-dropped, X-Also", "X-DROPPED")]
    [InlineData("x-dropped", "x-dropped")]
    public void What_the_connection_header_names_is_dropped(string connection, string name) =>
        Assert.True(HeaderRules.IsDropped(name, HeaderRules.NominatedBy(new StringValues(connection))));
}
