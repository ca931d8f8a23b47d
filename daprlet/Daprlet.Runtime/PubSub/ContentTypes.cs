namespace Daprlet.PubSub;

/// <summary>Content types as Dapr tells them apart: without parameters, in any letter case.</summary>
internal static class ContentTypes
{
    public const string CloudEvent = "application/cloudevents+json";
    public const string Binary = "application/octet-stream";
    public const string PlainText = "text/plain";

    public static bool IsJson(string contentType) => Is(contentType, "application/json");

    public static bool IsCloudEvent(string contentType) => Is(contentType, CloudEvent);

    public static bool IsBinary(string contentType) => Is(contentType, Binary) || Is(contentType, "application/cloudevents+protobuf");

    public static bool IsText(string contentType) => contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || Is(contentType, "application/xml");

    private static bool Is(string contentType, string expected) =>
        contentType.AsSpan(0, contentType.IndexOf(';', StringComparison.Ordinal) is >= 0 and var end ? end : contentType.Length).Trim().Equals(expected, StringComparison.OrdinalIgnoreCase);
}
