namespace DaprShop.ServiceDefaults.Errors;

/// <summary>Something that this service needs does not answer; the request gets 503 with a <c>Retry-After</c>.</summary>
/// <param name="code">The problem's code, such as <c>identity_unavailable</c>.</param>
/// <param name="message">What does not answer, for the caller.</param>
/// <param name="innerException">Why, for the log.</param>
public sealed class ServiceUnavailableException(string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The problem's code.</summary>
    public string Code { get; } = code;
}
