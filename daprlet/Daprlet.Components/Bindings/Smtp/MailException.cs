namespace Daprlet.Components.Bindings.Smtp;

/// <summary>A mail cannot be written or sent. The message says why and holds no secret.</summary>
internal sealed class MailException(string message, Exception? inner = null) : Exception(message, inner);
