using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>Proves to a mail server who is sending (RFC 4954).</summary>
internal static class SmtpAuthentication
{
    private const int Continue = 334;
    private const int Accepted = 235;

    /// <summary>Authenticates by what the server offers: CRAM-MD5, else PLAIN, else LOGIN. A server that offers nothing wants nothing.</summary>
    /// <param name="offered">The mechanisms of the server; null when it has none.</param>
    /// <param name="isLocal">Whether the server is on this machine, where nobody listens on the way.</param>
    /// <exception cref="MailException">The server refuses, or the password would be sent where others can read it.</exception>
    public static Task AuthenticateAsync(SmtpConnection connection, string? offered, bool isLocal, string user, string password, CancellationToken cancellationToken)
    {
        var mechanisms = offered?.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (mechanisms.Length == 0)
            return Task.CompletedTask;
        if (mechanisms.Contains("CRAM-MD5"))
            return CramMd5Async(connection, user, password, cancellationToken);
        if (!connection.IsEncrypted && !isLocal)
            throw new MailException("unencrypted connection");
        return mechanisms.Contains("LOGIN") && !mechanisms.Contains("PLAIN")
            ? LoginAsync(connection, user, password, cancellationToken)
            : connection.SendAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), Accepted, cancellationToken);
    }

    private static async Task LoginAsync(SmtpConnection connection, string user, string password, CancellationToken cancellationToken)
    {
        await connection.SendAsync("AUTH LOGIN", Continue, cancellationToken);
        await connection.SendAsync(Base64(user), Continue, cancellationToken);
        await connection.SendAsync(Base64(password), Accepted, cancellationToken);
    }

    [SuppressMessage("Security", "CA5351", Justification = "The mechanism is made of it (RFC 2195), and the password itself is not sent.")]
    private static async Task CramMd5Async(SmtpConnection connection, string user, string password, CancellationToken cancellationToken)
    {
        var reply = await connection.SendAsync("AUTH CRAM-MD5", Continue, cancellationToken);
        var challenge = new byte[reply.Lines[0].Length];
        if (!Convert.TryFromBase64String(reply.Lines[0], challenge, out var length))
            throw new MailException("the server's challenge is not base64");
        var digest = HMACMD5.HashData(Encoding.UTF8.GetBytes(password), challenge.AsSpan(0, length));
        await connection.SendAsync(Base64($"{user} {Convert.ToHexStringLower(digest)}"), Accepted, cancellationToken);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
