namespace Daprlet.Errors;

/// <summary>What a building block answers, whatever the transport: a value, or an error of Dapr's API.</summary>
public readonly record struct ApiResult<T>
{
    private ApiResult(T? value, ApiError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>Set when there is no error.</summary>
    public T? Value { get; }

    public ApiError? Error { get; }

    /// <summary>Takes the result apart.</summary>
    public void Deconstruct(out T? value, out ApiError? error) => (value, error) = (Value, Error);

    public static implicit operator ApiResult<T>(T value) => new(value, null);

    public static implicit operator ApiResult<T>(ApiError error) => new(default, error);
}
