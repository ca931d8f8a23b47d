namespace Daprlet.Hosting.Runs;

/// <summary>A run cannot be started. The message names the app and the reason.</summary>
public sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);
