namespace Dapr.Client;

/// <summary>What an operation of a state transaction does.</summary>
public enum StateOperationType
{
    Upsert,
    Delete,
}
