using System.Text.RegularExpressions;
using System.Xml.Linq;
using DaprShop.Contracts.Events;

namespace DaprShop.Tests.Contracts;

/// <summary>What is written in the code about the events.</summary>
internal static partial class Documentation
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(typeof(OrderEvents).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static string? OfType(Type type) => Text(Member(type)?.Element("summary"));

    /// <summary>What is written about a property of a record: the parameter of that name, of the record or of the one it extends.</summary>
    public static string? OfParameter(Type? record, string name) => record is null
        ? null
        : Text(Member(record)?.Elements("param").FirstOrDefault(parameter => IsFor(parameter, name))) ?? OfParameter(record.BaseType, name);

    private static XElement? Member(Type type) => Members.GetValueOrDefault($"T:{type.FullName}");

    private static bool IsFor(XElement parameter, string name) =>
        string.Equals((string?)parameter.Attribute("name"), name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(XElement? element) => element is null ? null : Space().Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
