namespace Daprlet.Resources.Yaml;

/// <summary>A text, number, truth value or null. Words mean what Go's YAML decoders take them for (YAML 1.1).</summary>
/// <param name="isPlain">Whether the text may mean something else than itself: it is neither quoted nor tagged as text.</param>
public sealed class YamlScalar(string text, bool isPlain) : YamlNode
{
    /// <summary>The text as it is written.</summary>
    public string Text => text;

    public bool IsPlain => isPlain;

    public bool IsNull => isPlain && text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Null when the text is no truth value.</summary>
    public bool? Truth => !isPlain ? null : text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
        _ => null,
    };

    /// <summary>The number as JSON writes it; null when the text is no number.</summary>
    public string? Number => isPlain ? YamlNumber.ToJson(text) : null;
}
