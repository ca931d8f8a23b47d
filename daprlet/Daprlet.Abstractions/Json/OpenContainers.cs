using System.Buffers;
using System.Runtime.InteropServices;

namespace Daprlet.Json;

/// <summary>
/// The objects and arrays that are open while a value is written. It keeps where each member of an object stands in the output, so that
/// an object whose members came in another order than Go's is put in order when it ends.
/// </summary>
internal struct OpenContainers(ByteBuffer output)
{
    private List<Container>? _containers;
    private List<Member>? _members;

    public readonly bool IsEmpty => _containers is null or { Count: 0 };

    public void Begin(bool isObject)
    {
        BeginValue();
        output.Write(isObject ? (byte)'{' : (byte)'[');
        (_containers ??= []).Add(new Container(isObject, output.Length, _members?.Count ?? 0));
    }

    public void BeginMember()
    {
        Separate();
        (_members ??= []).Add(new Member(output.Length));
    }

    /// <summary>To be called before a value; one inside an array is separated from the value before it.</summary>
    public readonly void BeginValue()
    {
        if (!IsEmpty && !_containers![^1].IsObject)
            Separate();
    }

    public readonly void EndValue()
    {
        if (!IsEmpty && _containers![^1].IsObject)
            CollectionsMarshal.AsSpan(_members)[^1].End = output.Length;
    }

    public readonly void End()
    {
        var container = _containers![^1];
        _containers.RemoveAt(_containers.Count - 1);
        if (container.IsObject)
            EndObject(container);
        output.Write(container.IsObject ? (byte)'}' : (byte)']');
        EndValue();
    }

    private readonly void Separate()
    {
        if (output.Length > _containers![^1].Start)
            output.Write((byte)',');
    }

    private readonly void EndObject(Container container)
    {
        if (_members is null || _members.Count == container.FirstMember)
            return;
        var members = CollectionsMarshal.AsSpan(_members)[container.FirstMember..];
        for (var i = 1; i < members.Length; i++)
        {
            if (Compare(members[i - 1], members[i], output.Span) < 0)
                continue;
            Sort(members, container.Start);
            break;
        }
        _members.RemoveRange(container.FirstMember, _members.Count - container.FirstMember);
    }

    private readonly void Sort(Span<Member> members, int start)
    {
        var length = output.Length - start;
        var unsorted = ArrayPool<byte>.Shared.Rent(length);
        var text = unsorted.AsSpan(0, length);
        output.Span[start..].CopyTo(text);
        foreach (ref var member in members)
            member = new Member(member.Start - start) { End = member.End - start };
        var sorted = members.ToArray();
        Array.Sort(sorted, (a, b) => Compare(a, b, unsorted) is not 0 and var order ? order : a.Start - b.Start);
        output.Truncate(start);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 < sorted.Length && Compare(sorted[i], sorted[i + 1], text) == 0)
                continue; // of repeated members the last one counts
            if (output.Length > start)
                output.Write((byte)',');
            output.Write(text[sorted[i].Start..sorted[i].End]);
        }
        ArrayPool<byte>.Shared.Return(unsorted);
    }

    private static int Compare(Member left, Member right, ReadOnlySpan<byte> text)
    {
        var a = Name(left, text);
        var b = Name(right, text);
        return a.Contains((byte)'\\') || b.Contains((byte)'\\') ? CompareEscaped(a, b) : a.SequenceCompareTo(b);
    }

    private static int CompareEscaped(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var left = new byte[a.Length * 3];
        var right = new byte[b.Length * 3];
        return left.AsSpan(0, GoString.Unquote(a, left)).SequenceCompareTo(right.AsSpan(0, GoString.Unquote(b, right)));
    }

    /// <summary>What stands between the quotes of a member's name.</summary>
    private static ReadOnlySpan<byte> Name(Member member, ReadOnlySpan<byte> text)
    {
        var rest = text[(member.Start + 1)..];
        var end = 0;
        while (rest[end] != '"')
            end += rest[end] == '\\' ? 2 : 1;
        return rest[..end];
    }

    private readonly record struct Container(bool IsObject, int Start, int FirstMember);

    private record struct Member(int Start)
    {
        public int End { get; set; }
    }
}
