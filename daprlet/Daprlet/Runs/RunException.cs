namespace Daprlet.Runs;

/// <summary>A run cannot be started. The message names each app or resource and the reason, one on a line.</summary>
public sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);
