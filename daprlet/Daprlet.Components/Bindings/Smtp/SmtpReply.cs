namespace Daprlet.Components.Bindings.Smtp;

/// <summary>A server's reply (RFC 5321, 4.2).</summary>
/// <param name="Lines">The text of each line, without the code.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";
}
