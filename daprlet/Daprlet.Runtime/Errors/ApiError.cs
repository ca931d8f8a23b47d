using System.Text.Json.Nodes;

namespace Daprlet.Errors;

/// <summary>An error of Dapr's HTTP API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Dapr's error code, such as <c>ERR_STATE_SAVE</c>.</param>
/// <param name="Message">For a person to read; holds no secret.</param>
/// <param name="Details">The <c>details</c> of a rich error, made by <see cref="ErrorDetails"/>; null for the classic shape, which has none.</param>
public sealed record ApiError(int Status, string Code, string Message, JsonArray? Details = null);
