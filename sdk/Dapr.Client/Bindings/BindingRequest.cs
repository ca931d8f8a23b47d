namespace Dapr.Client;

/// <summary>A call of an output binding.</summary>
/// <param name="bindingName">The component name of the binding.</param>
/// <param name="operation">The operation, for example <c>create</c>.</param>
public sealed class BindingRequest(string bindingName, string operation)
{
    public string BindingName { get; } = NotEmpty(bindingName, nameof(bindingName));

    public string Operation { get; } = NotEmpty(operation, nameof(operation));

    /// <summary>The data as UTF-8 JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    public Dictionary<string, string> Metadata { get; } = [];

    private static string NotEmpty(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return value;
    }
}
