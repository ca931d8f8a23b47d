namespace Daprlet.Runs;

/// <summary>A multi-app run template (<c>dapr.yaml</c>), merged and resolved.</summary>
/// <param name="File">The template's full path.</param>
/// <param name="Name">The run's name; empty when it has none.</param>
/// <param name="Warnings">What is not wrong but has no effect, such as a field that Dapr does not know; each names its place.</param>
public sealed record RunTemplate(string File, string Name, IReadOnlyList<RunApp> Apps, IReadOnlyList<string> Warnings);

/// <summary>A run template cannot be used. The message names the file, the field and the reason.</summary>
public sealed class RunTemplateException(string file, string place, string reason, Exception? inner = null)
    : Exception(place.Length == 0 ? $"{file}: {reason}" : $"{file}: {place}: {reason}", inner)
{
    /// <summary>Such as <c>apps[1].appPort</c>; empty when the whole file is meant.</summary>
    public string Place => place;
}
