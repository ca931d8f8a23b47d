using System.Text.Json;

namespace DaprShop.ServiceDefaults.Json;

/// <summary>A converter's complaint about a field, in words that are fit for the caller.</summary>
public sealed class InvalidFieldException(string message) : JsonException(message);
