namespace Daprlet.Components;

/// <summary>A component cannot be initialised. The message says why and holds no secret.</summary>
public sealed class ComponentException(string message, Exception? inner = null) : Exception(message, inner);
