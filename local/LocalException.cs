namespace DaprShop.Local;

/// <summary>The run cannot start or go on. The message is one line for the one who started it.</summary>
internal sealed class LocalException(string message, Exception? inner = null) : Exception(message, inner);
