#nullable disable annotations
namespace Serilog;

/// <summary>Collects what a request's handlers know for the one event that is logged at its end.</summary>
public interface IDiagnosticContext
{
    /// <summary>Adds a property to the event.</summary>
    void Set(string propertyName, object value, bool destructureObjects = false);

    /// <summary>Adds an exception that was handled before it reached the request log; null takes it away.</summary>
    void SetException(Exception exception);
}
