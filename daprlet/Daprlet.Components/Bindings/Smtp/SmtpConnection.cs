using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>Commands and replies of one connection to a mail server.</summary>
internal sealed class SmtpConnection(Stream stream) : IAsyncDisposable
{
    private const int MaxReplyLines = 100;
    private const int MaxReplyBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream = stream;
    private int _start;
    private int _end;

    /// <summary>Whether what is sent is encrypted.</summary>
    public bool IsEncrypted => _stream is SslStream;

    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public static async Task<SmtpConnection> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken);
            return new SmtpConnection(client.GetStream());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Goes on encrypted.</summary>
    /// <param name="verify">Whether the server must show a certificate that the system trusts and that names the host.</param>
    /// <exception cref="MailException">The server sent something more before the encryption began, which nobody could tell from an attacker's words.</exception>
    public async Task EncryptAsync(string host, bool verify, CancellationToken cancellationToken)
    {
        if (_start < _end)
            throw new MailException("the server spoke before the encryption began");
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = verify ? null : Accept }, cancellationToken);
    }

    /// <summary>Sends a command and waits for the reply.</summary>
    /// <exception cref="MailException">The reply is another one than expected, or none.</exception>
    public async Task<SmtpReply> SendAsync(string command, int expected, CancellationToken cancellationToken)
    {
        await WriteAsync(command + "\r\n", cancellationToken);
        return await ReadAsync(expected, cancellationToken);
    }

    /// <summary>Sends text as it is.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Waits for a reply.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<SmtpReply> ReadAsync(int expected, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || lines.Count == MaxReplyLines)
                throw new MailException("the server's reply is not SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length > 3 && line[3] == '-')
                continue;
            var reply = new SmtpReply(code, lines);
            return code == expected ? reply : throw new MailException(reply.ToString());
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>What <c>skipTLSVerify</c> asks for.</summary>
    private static bool Accept(object sender, object? certificate, object? chain, SslPolicyErrors errors) => sender is SslStream;

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (true)
        {
            while (_start < _end)
            {
                var next = _buffer[_start++];
                if (next == '\n')
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                line.Add(next);
            }
            if (line.Count > MaxReplyBytes)
                throw new MailException("the server's reply is too long");
            (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
            if (_end == 0)
                throw new MailException("EOF");
        }
    }
}
