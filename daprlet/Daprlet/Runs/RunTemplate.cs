namespace Daprlet.Runs;

/// <summary>A multi-app run template (<c>dapr.yaml</c>), merged and resolved.</summary>
/// <param name="File">The template's full path.</param>
/// <param name="Name">The run's name; empty when it has none.</param>
/// <param name="Warnings">What is not wrong but has no effect, such as a field that Dapr does not know; each names its place.</param>
public sealed record RunTemplate(string File, string Name, IReadOnlyList<RunApp> Apps, IReadOnlyList<string> Warnings);

/// <summary>A run template cannot be used. The message names everything that is wrong, one on a line, each with the file, the place in it and the reason.</summary>
public sealed class RunTemplateException(string message, Exception? inner = null) : Exception(message, inner);
