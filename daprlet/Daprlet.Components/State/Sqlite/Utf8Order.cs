using System.Text;

namespace Daprlet.Components.State.Sqlite;

/// <summary>Strings in the order of their UTF-8 bytes, which is SQLite's order of text.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
}
