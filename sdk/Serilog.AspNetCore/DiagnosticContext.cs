using Serilog.Events;

namespace Serilog.Extensions.Hosting;

/// <summary>Follows a request's asynchronous flow to the collection that the request log began for it.</summary>
internal sealed class DiagnosticContext(ILogger? logger) : IDiagnosticContext
{
    private static readonly AsyncLocal<Collection?> Current = new();

    public static Collection Begin() => Current.Value = new Collection();

    public void Set(string propertyName, object value, bool destructureObjects = false)
    {
        ArgumentNullException.ThrowIfNull(propertyName);
        if (Current.Value is { } collection && (logger ?? Log.Logger).BindProperty(propertyName, value, destructureObjects, out var property))
            collection.Add(property);
    }

    public void SetException(Exception exception) => Current.Value?.SetException(exception);

    /// <summary>What one request collects until it is complete. Handlers may add from several threads, and after the end.</summary>
    internal sealed class Collection
    {
        private readonly Lock _lock = new();
        private Dictionary<string, LogEventProperty>? _properties = [];
        private Exception? _exception;

        public void Add(LogEventProperty property)
        {
            lock (_lock)
            {
                if (_properties is not null)
                    _properties[property.Name] = property;
            }
        }

        public void SetException(Exception? exception)
        {
            lock (_lock)
                _exception = exception;
        }

        /// <summary>Ends the collection; nothing can be added any more.</summary>
        public (IEnumerable<LogEventProperty> Properties, Exception? Exception) Complete()
        {
            lock (_lock)
            {
                var properties = _properties;
                _properties = null;
                return (properties?.Values ?? Enumerable.Empty<LogEventProperty>(), _exception);
            }
        }
    }
}
