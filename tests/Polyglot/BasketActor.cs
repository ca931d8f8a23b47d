using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace DaprShop.Tests.Polyglot;

public interface IBasketActor : IActor
{
    Task<int> PutAsync(string[] items);
}

/// <summary>An actor in C# that apps in other languages call. The JavaScript SDK sends arguments as a list.</summary>
[Actor(TypeName = "Basket")]
internal sealed class BasketActor(ActorHost host) : Actor(host), IBasketActor
{
    public async Task<int> PutAsync(string[] items) =>
        (await StateManager.AddOrUpdateStateAsync("items", items, (_, before) => [.. before, .. items])).Length;
}
