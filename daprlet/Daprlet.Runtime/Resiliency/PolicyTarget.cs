namespace Daprlet.Resiliency;

/// <summary>What a policy is for.</summary>
/// <param name="Label">The target in metrics: <c>app_orders</c>, <c>actor_Cart</c>, <c>Pubsub_bus</c>.</param>
/// <param name="Name">The target in logs.</param>
internal sealed record PolicyTarget(string Label, string Name, ComponentDirection Direction)
{
    public static PolicyTarget App(string target, string endpoint) => new($"app_{target}", $"endpoint[{target}, {endpoint}]", ComponentDirection.Outbound);

    public static PolicyTarget Actor(string type, string id) => new($"actor_{type}", $"actor[{type}, {id}]", ComponentDirection.Outbound);

    public static PolicyTarget Component(string name, ComponentKind kind, ComponentDirection direction) =>
        new($"{kind}_{name}", $"component[{name}] {(direction == ComponentDirection.Outbound ? "output" : "input")}", direction);
}
