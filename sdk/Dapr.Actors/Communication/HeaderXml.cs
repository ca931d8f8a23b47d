using System.Runtime.Serialization;
using System.Text;
using System.Xml;

namespace Dapr.Actors.Communication;

/// <summary>Writes and reads the headers of strongly typed calls.</summary>
internal static class HeaderXml
{
    // The root says its own type, and is no contract itself: readers rely on the element and prefix names that follow from it.
    private static readonly DataContractSerializer Serializer = new(typeof(object), [typeof(RequestHeader), typeof(ResponseHeader)]);

    public static string Write(object header)
    {
        using var xml = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(xml, Encoding.UTF8, ownsStream: false))
            Serializer.WriteObject(writer, header);

        return Encoding.UTF8.GetString(xml.GetBuffer(), 0, (int)xml.Length);
    }

    /// <exception cref="SerializationException">The text is no such header.</exception>
    /// <exception cref="XmlException">The text is not XML.</exception>
    public static THeader Read<THeader>(string xml)
        where THeader : class
    {
        using var reader = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(xml), XmlDictionaryReaderQuotas.Max);
        return Serializer.ReadObject(reader) as THeader ?? throw new SerializationException($"The header is no {typeof(THeader).Name}.");
    }
}
