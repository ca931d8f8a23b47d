using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DaprShop.Tests.Daprlet.Bindings;

/// <summary>A mail server of one connection at a time: notes what it is told and answers as the test says.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly string[] _extensions;
    private readonly Func<string, string?> _answer;
    private readonly ConcurrentQueue<string> _commands = [];
    private readonly ConcurrentQueue<string> _mails = [];
    private readonly Task _running;

    /// <param name="extensions">What EHLO answers; STARTTLS is left out once the connection is encrypted.</param>
    /// <param name="answer">The reply to a command; null for the usual one.</param>
    public SmtpServer(string[] extensions, Func<string, string?>? answer = null)
    {
        _extensions = extensions;
        _answer = answer ?? (_ => null);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = RunAsync();
    }

    public int Port { get; }

    /// <summary>The commands, with a star before those that came encrypted.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>The mails, as they were sent.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _listener.Stop();
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await ServeAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        try
        {
            await SayAsync(stream, "220 ready");
            while (await ReadLineAsync(stream) is { } command)
            {
                _commands.Enqueue((stream is SslStream ? "*" : "") + command);
                var reply = _answer(command) ?? Usual(command, stream is SslStream);
                await SayAsync(stream, reply);
                if (command == "QUIT")
                    return;
                if (command == "STARTTLS")
                    stream = await EncryptAsync(stream);
                if (command == "DATA" && reply.StartsWith("354", StringComparison.Ordinal))
                    await TakeMailAsync(stream);
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has seen enough.
        }
    }

    private string Usual(string command, bool encrypted) => command.Split(' ', ':')[0] switch
    {
        "EHLO" => string.Join("\r\n", _extensions.Where(extension => !encrypted || extension != "STARTTLS").Prepend("local").Select(line => $"250-{line}").Append("250 OK")),
        "STARTTLS" => "220 go ahead",
        "AUTH" => "235 welcome",
        "DATA" => "354 go ahead",
        "QUIT" => "221 bye",
        _ => "250 OK",
    };

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(_certificate);
        return encrypted;
    }

    private async Task TakeMailAsync(Stream stream)
    {
        var mail = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line && line != ".")
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
        _mails.Enqueue(mail.ToString());
        await SayAsync(stream, "250 taken");
    }

    private static async Task SayAsync(Stream stream, string reply)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"));
        await stream.FlushAsync();
    }

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var buffer = new byte[1];
        while (await stream.ReadAsync(buffer) == 1)
        {
            if (buffer[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(buffer[0]);
        }
        return null;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
