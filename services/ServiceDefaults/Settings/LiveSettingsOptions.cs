namespace DaprShop.ServiceDefaults.Settings;

/// <summary>Where live settings come from; section <c>LiveSettings</c> of the configuration.</summary>
public sealed class LiveSettingsOptions
{
    /// <summary>The configuration component.</summary>
    public string Store { get; init; } = "configuration";
}
