namespace Dapr.Client;

/// <content>Output bindings and secrets.</content>
public abstract partial class DaprClient
{
    /// <summary>Calls an output binding and ignores its answer.</summary>
    public abstract Task InvokeBindingAsync<TRequest>(string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Calls an output binding whose answer is JSON; default if it is empty.</summary>
    public abstract Task<TResponse> InvokeBindingAsync<TRequest, TResponse>(string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Calls an output binding.</summary>
    /// <exception cref="ArgumentException">The data is not JSON, which is all that Dapr's HTTP API can carry.</exception>
    public abstract Task<BindingResponse> InvokeBindingAsync(BindingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a secret: its values by name. Stores of single values give one, under the secret's own name.</summary>
    public abstract Task<Dictionary<string, string>> GetSecretAsync(string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads every secret that the app may see.</summary>
    public abstract Task<Dictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(string storeName, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);
}
