namespace Dapr;

/// <summary>A call to the Dapr sidecar failed. <see cref="Exception.InnerException"/> holds the transport's own error.</summary>
[Serializable]
public class DaprException : Exception
{
    public DaprException(string message)
        : base(message)
    {
    }

    public DaprException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
