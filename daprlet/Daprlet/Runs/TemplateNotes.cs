using Daprlet.Resources;
using Daprlet.Resources.Yaml;

namespace Daprlet.Runs;

/// <summary>Collects what is wrong with a run template, and what has no effect in it, so that all of it is said at once.</summary>
internal sealed class TemplateNotes(string file)
{
    private readonly List<Note> _problems = [];
    private readonly List<Note> _warnings = [];

    /// <summary>In the order of the template.</summary>
    public IReadOnlyList<string> Warnings => Lines(_warnings);

    /// <param name="place">Such as <c>apps[1].appPort</c>.</param>
    public void AddProblem(YamlPosition position, string place, string reason) => _problems.Add(new Note(position, place, reason));

    /// <inheritdoc cref="AddProblem"/>
    public void AddWarning(YamlPosition position, string place, string reason) => _warnings.Add(new Note(position, place, reason));

    /// <exception cref="RunTemplateException">There is a problem; the warnings are told beside it.</exception>
    public void ThrowIfProblems()
    {
        if (_problems.Count > 0)
            throw new RunTemplateException(string.Join(Environment.NewLine, Lines(_problems.Concat(_warnings))));
    }

    private List<string> Lines(IEnumerable<Note> notes) =>
        [.. notes.Distinct().OrderBy(note => note.Position.Line).ThenBy(note => note.Position.Column).Select(note => $"{file}: {note.Position}: {SingleLine.Of(note.Place)}: {SingleLine.Of(note.Reason)}")];

    private sealed record Note(YamlPosition Position, string Place, string Reason);
}
