namespace Daprlet.Resources.Yaml;

/// <summary>A value of a YAML text, its aliases and merges resolved. What an alias stands for is one node in several places.</summary>
public abstract class YamlNode
{
    public required YamlPosition Position { get; init; }

    /// <summary>How many levels stand below.</summary>
    internal int Height { get; init; }

    /// <summary>About the bytes that the value takes when every alias in it is written out.</summary>
    internal long Size { get; init; }
}

/// <summary>The values of a list, in order.</summary>
public sealed class YamlList(IReadOnlyList<YamlNode> items) : YamlNode
{
    public IReadOnlyList<YamlNode> Items => items;
}
