namespace Dapr.Client;

/// <summary>How a store writes; what is left out is the store's default.</summary>
public class StateOptions
{
    public ConsistencyMode? Consistency { get; set; }

    public ConcurrencyMode? Concurrency { get; set; }
}
