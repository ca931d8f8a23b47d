#nullable disable annotations
namespace Dapr.Client;

/// <summary>Invoking a method of another app failed.</summary>
public class InvocationException : DaprException
{
    public InvocationException(string appId, string methodName, Exception innerException, HttpResponseMessage response)
        : base($"An exception occurred while invoking method: '{methodName}' on app-id: '{appId}'", innerException)
    {
        AppId = appId ?? "unknown";
        MethodName = methodName ?? "unknown";
        Response = response;
    }

    public string AppId { get; }

    public string MethodName { get; }

    /// <summary>The answer; null if there was none.</summary>
    public HttpResponseMessage Response { get; }
}
