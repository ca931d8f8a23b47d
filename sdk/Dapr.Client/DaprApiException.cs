#nullable disable annotations
namespace Dapr;

/// <summary>The sidecar's HTTP API answered with an error.</summary>
[Serializable]
public class DaprApiException : DaprException
{
    public DaprApiException()
        : this(errorCode: null, isTransient: false)
    {
    }

    public DaprApiException(string message)
        : this(message, errorCode: null, isTransient: false)
    {
    }

    public DaprApiException(string message, Exception innerException)
        : this(message, innerException, errorCode: null, isTransient: false)
    {
    }

    public DaprApiException(string errorCode, bool isTransient)
        : this(string.Empty, errorCode, isTransient)
    {
    }

    public DaprApiException(string message, string errorCode, bool isTransient)
        : this(message, null, errorCode, isTransient)
    {
    }

    public DaprApiException(string message, Exception inner, string errorCode, bool isTransient)
        : base(message, inner)
    {
        ErrorCode = errorCode ?? "UNKNOWN";
        IsTransient = isTransient;
    }

    /// <summary>The sidecar's <c>errorCode</c>; <c>UNKNOWN</c> if it gave none.</summary>
    public string ErrorCode { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
