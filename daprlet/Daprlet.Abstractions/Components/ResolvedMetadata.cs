namespace Daprlet.Components;

/// <summary>A component's metadata with every reference resolved.</summary>
/// <param name="MissingSecrets">What could not be: those items are empty.</param>
public sealed record ResolvedMetadata(ComponentMetadata Values, IReadOnlyList<MissingSecret> MissingSecrets);

/// <summary>An item of a component's metadata whose secret is not there.</summary>
/// <param name="Item">The item's name.</param>
/// <param name="Reason">Which secret, and what is wrong with it.</param>
public sealed record MissingSecret(string Item, string Reason);
