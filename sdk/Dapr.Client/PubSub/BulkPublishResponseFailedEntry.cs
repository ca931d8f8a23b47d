namespace Dapr.Client;

/// <summary>An event that was not published.</summary>
/// <typeparam name="TValue">The type of the event.</typeparam>
/// <param name="entry">The event.</param>
/// <param name="errorMessage">The reason.</param>
public class BulkPublishResponseFailedEntry<TValue>(BulkPublishEntry<TValue> entry, string errorMessage)
{
    public BulkPublishEntry<TValue> Entry { get; } = entry;

    public string ErrorMessage { get; } = errorMessage;
}
