using System.Net.Sockets;
using System.Security.Authentication;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>Sends one mail over one connection (RFC 5321).</summary>
internal static class SmtpSession
{
    private const int Ready = 220;
    private const int Okay = 250;
    private const int GoAhead = 354;

    /// <exception cref="MailException">The server cannot be reached, or did not take the mail.</exception>
    public static async Task SendAsync(SmtpOptions options, Mail mail, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await SmtpConnection.OpenAsync(options.Host, options.Port, cancellationToken);
            await GreetAsync(connection, options, cancellationToken);
            await TransferAsync(connection, mail, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            throw new MailException(e.Message, e);
        }
    }

    private static async Task GreetAsync(SmtpConnection connection, SmtpOptions options, CancellationToken cancellationToken)
    {
        if (options.UsesImplicitTls)
            await connection.EncryptAsync(options.Host, !options.SkipTlsVerify, cancellationToken);
        await connection.ReadAsync(Ready, cancellationToken);
        var extensions = await HelloAsync(connection, cancellationToken);
        if (!connection.IsEncrypted && extensions.ContainsKey("STARTTLS"))
        {
            await connection.SendAsync("STARTTLS", Ready, cancellationToken);
            await connection.EncryptAsync(options.Host, !options.SkipTlsVerify, cancellationToken);
            extensions = await HelloAsync(connection, cancellationToken);
        }
        if (options is { User: { } user, Password: { } password })
            await SmtpAuthentication.AuthenticateAsync(connection, extensions.GetValueOrDefault("AUTH"), options.Host is "localhost" or "127.0.0.1" or "::1", user, password, cancellationToken);
    }

    /// <summary>What the server can do, by keyword.</summary>
    private static async Task<Dictionary<string, string>> HelloAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        var reply = await connection.SendAsync("EHLO localhost", Okay, cancellationToken);
        var extensions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var words in reply.Lines.Skip(1).Select(line => line.Split(' ', 2)))
            extensions[words[0]] = words.Length > 1 ? words[1] : "";
        return extensions;
    }

    private static async Task TransferAsync(SmtpConnection connection, Mail mail, CancellationToken cancellationToken)
    {
        await connection.SendAsync($"MAIL FROM:<{mail.Sender}>", Okay, cancellationToken);
        foreach (var recipient in mail.Recipients)
            await connection.SendAsync($"RCPT TO:<{recipient}>", Okay, cancellationToken);
        await connection.SendAsync("DATA", GoAhead, cancellationToken);
        // A line of one dot ends the mail; a dot at the beginning of any other is doubled.
        await connection.WriteAsync(mail.Text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n", cancellationToken);
        await connection.ReadAsync(Okay, cancellationToken);
        await connection.WriteAsync("QUIT\r\n", cancellationToken);
    }
}
