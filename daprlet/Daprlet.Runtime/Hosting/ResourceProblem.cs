using Daprlet.Resources;

namespace Daprlet.Hosting;

/// <summary>One thing that is wrong with the resources of a run. Holds no secret.</summary>
/// <param name="File">Where it is wrong; null for what code has given.</param>
/// <param name="Component">Which resource is wrong, when its name is known.</param>
public sealed record ResourceProblem(string? File, string? Component, string Reason)
{
    /// <summary>The component's type and version where daprlet has no such type, else null.</summary>
    public string? MissingType { get; init; }

    /// <summary>The problem in one line.</summary>
    public override string ToString() =>
        SingleLine.Of(string.Join(": ", new[] { File, Component is null ? null : $"component {Component}", Reason }.Where(part => !string.IsNullOrEmpty(part))));
}
