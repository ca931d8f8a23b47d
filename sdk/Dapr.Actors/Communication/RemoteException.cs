using System.Diagnostics;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;

namespace Dapr.Actors.Communication;

/// <summary>How an exception of an actor's method reaches the caller of a strongly typed proxy.</summary>
internal static class RemoteException
{
    private const string Details = "RemoteMethodException";

    private static readonly DataContractSerializer Serializer = new(typeof(ExceptionData));

    /// <summary>The header and the body of the answer.</summary>
    public static (string Header, byte[] Body) Write(Exception exception)
    {
        var header = new ResponseHeader { Headers = { ["HasRemoteException"] = [], [Details] = Encoding.UTF8.GetBytes(Describe(exception)) } };
        using var body = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(body, null, null, ownsStream: false))
            Serializer.WriteObject(writer, new ExceptionData { Type = exception.GetType().FullName, Message = exception.Message });

        return (HeaderXml.Write(header), body.ToArray());
    }

    /// <summary>The exception for the caller.</summary>
    public static Exception Read(string header, byte[] body)
    {
        try
        {
            var details = HeaderXml.Read<ResponseHeader>(header).Headers.GetValueOrDefault(Details, []);
            using var reader = XmlDictionaryReader.CreateBinaryReader(body, XmlDictionaryReaderQuotas.Max);
            var data = (ExceptionData)Serializer.ReadObject(reader)!;
            return new ActorMethodInvocationException(
                $"Remote Actor Method Exception,  DETAILS: {Encoding.UTF8.GetString(details)}",
                new ActorInvokeException(data.Type, data.Message),
                isTransient: false);
        }
        catch (Exception exception) when (exception is SerializationException or XmlException)
        {
            return new ActorInvokeException(exception.GetType().FullName, $"Failed to deserialize and get remote exception  {exception}");
        }
    }

    private static string Describe(Exception exception)
    {
        var origin = new StackTrace(exception, fNeedFileInfo: true).GetFrame(0);
        return $"Exception: {exception.GetType().Name}, Method Name: {origin?.GetMethod()?.Name}, Line Number: {origin?.GetFileLineNumber()}, Exception uuid: {Guid.NewGuid()}";
    }

    [DataContract(Name = "ActorInvokeExceptionData", Namespace = DataContracts.Namespace)]
    private sealed class ExceptionData
    {
        [DataMember]
        public string? Type { get; set; }

        [DataMember]
        public string? Message { get; set; }
    }
}
