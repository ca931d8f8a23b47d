#nullable disable annotations
using System.Text.Json.Serialization;

namespace Dapr;

/// <summary>The CloudEvents attributes that a publisher may set; published as <c>application/cloudevents+json</c>.</summary>
public class CloudEvent
{
    [JsonPropertyName("source")]
    public Uri Source { get; init; }

    [JsonPropertyName("type")]
    public string Type { get; init; }

    [JsonPropertyName("subject")]
    public string Subject { get; init; }
}

/// <summary>A cloud event with data.</summary>
/// <typeparam name="TData">The type of the data.</typeparam>
/// <param name="data">The data; published as JSON.</param>
public class CloudEvent<TData>(TData data) : CloudEvent
{
    public TData Data { get; } = data;

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; } = "application/json";
}
