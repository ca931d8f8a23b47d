namespace Daprlet.Resources;

/// <summary>Names are defined twice. The message begins with Dapr's words and says behind each name where it stands.</summary>
/// <param name="kinds">What could not be loaded, such as <c>components</c>.</param>
/// <param name="duplicates">One line a name.</param>
public sealed class DuplicateResourceException(string kinds, IEnumerable<string> duplicates)
    : ResourceException(null, null, $"failed to load {kinds}: {string.Join('\n', duplicates)}");
