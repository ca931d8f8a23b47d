namespace Dapr.Client;

/// <summary>Whether an operation waits until every replica of the store has seen it.</summary>
public enum ConsistencyMode
{
    Eventual,
    Strong,
}
