using System.Text;
using System.Text.Json.Nodes;
using DaprShop.Testing;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>Actors in JavaScript that C# calls, and the other way round. The JavaScript SDK has the arguments of a method as a list, on both sides.</summary>
public abstract class ActorTests(AppPair app)
{
    private readonly NodeApp _js = app.JavaScript;
    private readonly string _id = $"{Guid.NewGuid():N}";

    [Fact]
    public async Task CSharp_calls_an_actor_in_JavaScript_which_keeps_its_state()
    {
        var counter = app.Actor("Counter", _id);

        Assert.Equal(2, await counter.InvokeMethodAsync<int[], int>("add", [2]));
        Assert.Equal(5, await counter.InvokeMethodAsync<int[], int>("add", [3]));
    }

    [Fact]
    public async Task JavaScript_calls_an_actor_in_CSharp_which_keeps_its_state()
    {
        Assert.Equal(2, (int?)await _js.CallAsync("actors.call", "Basket", _id, nameof(IBasketActor.PutAsync), "lamp", "desk"));
        Assert.Equal(3, (int?)await _js.CallAsync("actors.call", "Basket", _id, nameof(IBasketActor.PutAsync), "chair"));
        Assert.Equal(4, await app.Actor("Basket", _id).InvokeMethodAsync<string[], int>(nameof(IBasketActor.PutAsync), ["sofa"]));
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_an_error()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => app.Actor("Counter", _id).InvokeMethodAsync("nothing"));
        await Assert.ThrowsAsync<NodeException>(() => _js.CallAsync("actors.call", "Basket", _id, "Nothing"));
    }

    [Theory]
    [InlineData("reminder", "startReminder", "stopReminder")]
    [InlineData("timer", "startTimer", "stopTimer")]
    public async Task Reminders_and_timers_call_the_actor_until_they_are_taken_back(string kind, string start, string stop)
    {
        var counter = app.Actor("Counter", _id);
        await counter.InvokeMethodAsync<string[]>(start, ["first"]);
        await _js.SeeAsync(kind, data => IsFrom("first", data));
        await counter.InvokeMethodAsync<string[]>(stop, ["first"]);
        var calls = _js.Count(kind, data => IsFrom("first", data));

        // Of the same period: while it comes again and again, the first would have.
        await counter.InvokeMethodAsync<string[]>(start, ["second"]);
        await Eventually.TrueAsync(() => _js.Count(kind, data => IsFrom("second", data)) > 1, $"the second {kind}");
        await counter.InvokeMethodAsync<string[]>(stop, ["second"]);

        Assert.InRange(_js.Count(kind, data => IsFrom("first", data)), calls, calls + 1); // one may have waited for its turn
    }

    // What was given to Dapr over gRPC are bytes, which an actor gets as base64; the SDK leaves them so.
    private bool IsFrom(string name, JsonNode? data) =>
        (string?)data!["actor"] == _id && ((string?)data["name"] == name || (string?)data["name"] == Convert.ToBase64String(Encoding.UTF8.GetBytes(name)));
}

[Collection<HttpApp>]
public sealed class ActorOverHttpTests(HttpApp app) : ActorTests(app);

[Collection<GrpcClientApp>]
public sealed class ActorOverGrpcTests(GrpcClientApp app) : ActorTests(app);
