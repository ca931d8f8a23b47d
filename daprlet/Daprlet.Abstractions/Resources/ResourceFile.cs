using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Daprlet.Resources;

/// <summary>Reads the text of a resource file or a run template. Only regular files are read, and only so much of them, whatever a link leads to.</summary>
public static partial class ResourceFile
{
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>The text of a file in UTF-8, or in what its byte order mark says.</summary>
    /// <param name="maxBytes">How large the file may be.</param>
    /// <exception cref="ResourceException">The file is not there, not regular, too large, not text, or may not be read.</exception>
    public static string ReadText(string file, int maxBytes = MaxBytes)
    {
        try
        {
            return Decode(file, ReadBytes(file, maxBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ResourceException(file, null, $"cannot be read: {Reason(file, e)}", e);
        }
    }

    private static string Reason(string file, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => Directory.Exists(file) ? "it is a folder" : "permission denied",
        _ => e.Message,
    };

    private static ReadOnlySpan<byte> ReadBytes(string file, int maxBytes)
    {
        using var handle = Open(file);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!stream.CanSeek)
            throw new ResourceException(file, null, "is not a regular file");
        var length = stream.Length;
        var content = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        for (int count; (count = stream.Read(chunk)) > 0;)
        {
            content.Write(chunk.AsSpan(0, count));
            if (content.Length > maxBytes)
                throw new ResourceException(file, null, length == 0 ? "is not a regular file" : $"larger than {maxBytes} bytes");
        }
        return content.GetBuffer().AsSpan(0, (int)content.Length);
    }

    private static string Decode(string file, ReadOnlySpan<byte> bytes)
    {
        Encoding encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        };
        try
        {
            return encoding.GetString(bytes.StartsWith(encoding.Preamble) ? bytes[encoding.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ResourceException(file, null, $"is not {(encoding is UTF8Encoding ? "UTF-8" : "UTF-16")} text{LineOf(bytes, encoding)}", e);
        }
    }

    /// <summary>Where the text of a file breaks off, for files whose lines can be told before they are decoded.</summary>
    private static string LineOf(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        if (encoding is not UTF8Encoding)
            return "";
        var line = 1;
        for (var rest = bytes; System.Text.Unicode.Utf8.IsValid(Line(rest)); line++)
            rest = rest[Line(rest).Length..];
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $" in line {line}");
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)'\n') is >= 0 and var end ? bytes[..(end + 1)] : bytes;

    /// <summary>Opens without waiting: a named pipe that nobody writes would hold up whoever opens it, for ever.</summary>
    private static SafeFileHandle Open(string file)
    {
        if (OperatingSystem.IsWindows())
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var descriptor = OpenDescriptor(file, OperatingSystem.IsLinux() ? LinuxFlags : MacFlags);
        if (descriptor < 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage().ToLowerInvariant());
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    // O_NONBLOCK | O_NOCTTY | O_CLOEXEC, to read.
    private const int LinuxFlags = 0x800 | 0x100 | 0x80000;
    private const int MacFlags = 0x4 | 0x20000 | 0x1000000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}
