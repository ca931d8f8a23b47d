using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Daprlet.Observability;

/// <summary>The metrics of one sidecar, as text for Prometheus (text format 0.0.4). Safe for concurrent use.</summary>
public sealed class MetricRegistry
{
    /// <summary>The media type of <see cref="ToText"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);

    /// <summary>A number that only grows.</summary>
    /// <param name="name">With Dapr's prefix, such as <c>dapr_resiliency_count</c>.</param>
    /// <param name="labels">The names of its labels.</param>
    public Metric Counter(string name, string help, params IReadOnlyList<string> labels) => _metrics.GetOrAdd(name, _ => new Metric(name, "counter", help, labels));

    /// <summary>A number that grows and shrinks.</summary>
    /// <inheritdoc cref="Counter"/>
    public Metric Gauge(string name, string help, params IReadOnlyList<string> labels) => _metrics.GetOrAdd(name, _ => new Metric(name, "gauge", help, labels));

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var metric in _metrics.Values.OrderBy(metric => metric.Name, StringComparer.Ordinal))
            metric.WriteTo(text);
        return text.ToString();
    }

    /// <summary>A metric with a number for each combination of its labels' values.</summary>
    public sealed class Metric
    {
        /// <summary>Values of labels come from callers, too; what is beyond this is not counted.</summary>
        private const int MaxSeries = 10_000;

        private readonly ConcurrentDictionary<string, long> _series = new(StringComparer.Ordinal);
        private readonly string _head;
        private readonly IReadOnlyList<(string Name, int Place)> _labels;

        internal Metric(string name, string type, string help, IReadOnlyList<string> labels)
        {
            Name = name;
            _head = $"# HELP {name} {help}\n# TYPE {name} {type}\n";
            _labels = [.. labels.Select((label, place) => (label, place)).OrderBy(label => label.label, StringComparer.Ordinal)];
        }

        public string Name { get; }

        /// <param name="values">The values of the labels, in their order.</param>
        public void Add(params IReadOnlyList<string> values)
        {
            if (Series(values) is { } series)
                _series.AddOrUpdate(series, 1, (_, count) => count + 1);
        }

        /// <inheritdoc cref="Add"/>
        public void Set(long number, params IReadOnlyList<string> values)
        {
            if (Series(values) is { } series)
                _series[series] = number;
        }

        internal void WriteTo(StringBuilder text)
        {
            text.Append(_head);
            foreach (var (labels, number) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{Name}{{{labels}}} {number}\n");
        }

        /// <summary>The labels with their values in the order of their names, as they are printed; null when there are too many.</summary>
        private string? Series(IReadOnlyList<string> values)
        {
            var series = string.Join(',', _labels.Select(label => $"{label.Name}=\"{Escaped(values[label.Place])}\""));
            return _series.Count < MaxSeries || _series.ContainsKey(series) ? series : null;
        }

        private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
