namespace DaprShop.Tests.Sdk.PublicApi;

/// <summary>A public API as text: a line for each type and, indented below it, one for each member.</summary>
internal sealed class ApiListing
{
    private readonly Dictionary<string, HashSet<string>> _membersOfTypes = [];

    private ApiListing(IEnumerable<string> lines)
    {
        HashSet<string> members = [];
        foreach (var line in lines.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)))
        {
            if (line[0] == ' ')
                members.Add(line.Trim());
            else
                _membersOfTypes[line] = members = [];
        }
    }

    public static ApiListing Read(string fileName) =>
        new(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "PublicApi", fileName)));

    /// <summary>What the types have that the listing has not, or has differently.</summary>
    public IEnumerable<string> DifferencesOf(IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            var heading = ApiNotation.Heading(type);
            if (!_membersOfTypes.TryGetValue(heading, out var members))
                yield return heading;

            foreach (var member in ApiNotation.Members(type).Where(member => members?.Contains(member) is false))
                yield return $"{heading}: {member}";
        }
    }
}
