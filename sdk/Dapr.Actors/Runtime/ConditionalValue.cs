#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>A value that may not be there.</summary>
public struct ConditionalValue<TValue>
{
    public ConditionalValue(bool hasValue, TValue value)
    {
        HasValue = hasValue;
        Value = value;
    }

    public bool HasValue { get; }

    /// <summary>The value; default if there is none.</summary>
    public TValue Value { get; }
}
