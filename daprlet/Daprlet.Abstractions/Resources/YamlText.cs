using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daprlet.Resources;

/// <summary>Reads YAML text into its documents.</summary>
public static class YamlText
{
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static YamlStream Load(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
            return stream;
        }
        catch (Exception e) when (e is not (YamlException or OutOfMemoryException))
        {
            // The library's scanner ends with whatever its own state leads to on some malformed texts.
            throw new YamlException(Mark.Empty, Mark.Empty, e.Message, e);
        }
    }
}
