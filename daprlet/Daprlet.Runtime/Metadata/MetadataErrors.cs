using Daprlet.Errors;

namespace Daprlet.Metadata;

/// <summary>The metadata API's errors.</summary>
internal static class MetadataErrors
{
    public static ApiError TooMany { get; } = new(400, "ERR_BAD_REQUEST", "invalid request: too many values in the extended metadata");
}
