using System.Reflection;
using System.Text;

namespace Dapr.Actors.Description;

/// <summary>
/// The numbers by which remoting messages name interfaces and methods: the lower half of the CRC-64/WE (polynomial of ECMA-182, not
/// reflected, all ones at start and end) over namespace and names, so that caller and actor agree without sharing an assembly.
/// </summary>
internal static class RemotingId
{
    private const ulong Polynomial = 0x42F0E1EBA9EA3693;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(index => Remainder((ulong)index << 56))];

    public static int Of(Type actorInterface) => Hash(actorInterface.Namespace + actorInterface.Name);

    public static int Of(MethodInfo method) => Hash(method.DeclaringType!.Name + method.DeclaringType.Namespace + method.Name);

    private static int Hash(string name)
    {
        var crc = ulong.MaxValue;
        foreach (var octet in Encoding.UTF8.GetBytes(name))
            crc = Table[(byte)(crc >> 56) ^ octet] ^ (crc << 8);

        return unchecked((int)~crc);
    }

    private static ulong Remainder(ulong value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value >> 63) == 1 ? (value << 1) ^ Polynomial : value << 1;

        return value;
    }
}
