using System.Net.Mail;
using System.Text;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>A mail, checked and ready to be sent: the envelope's addresses and the text with its headers.</summary>
/// <param name="Recipients">Each once, those of <c>Bcc</c> among them.</param>
/// <param name="Text">Lines that end with CR LF; nothing but ASCII.</param>
internal sealed record Mail(string Sender, IReadOnlyList<string> Recipients, string Text)
{
    /// <summary>Writes a mail with an HTML body.</summary>
    /// <exception cref="MailException">A field is missing, or is none that a mail can have.</exception>
    public static Mail Write(MailFields fields, string body, DateTimeOffset now)
    {
        var from = Addresses("emailFrom", Required("emailFrom", fields.From), single: true);
        var to = Addresses("emailTo", Required("emailTo", fields.To));
        var cc = Addresses("emailCC", fields.Cc);
        var bcc = Addresses("emailBCC", fields.Bcc);
        var text = new StringBuilder()
            .Append("Mime-Version: 1.0\r\n")
            .Append("Date: ").Append(MailEncoding.Date(now)).Append("\r\n")
            .Append("From: ").Append(Header(from)).Append("\r\n")
            .Append("To: ").Append(Header(to)).Append("\r\n");
        if (cc.Count > 0)
            text.Append("Cc: ").Append(Header(cc)).Append("\r\n");
        text.Append("Subject: ").Append(MailEncoding.Words(Checked("subject", Required("subject", fields.Subject)))).Append("\r\n")
            .Append("X-Priority: ").Append(fields.Priority).Append("\r\n")
            .Append("Content-Type: text/html; charset=UTF-8\r\n")
            .Append("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
            .Append(MailEncoding.QuotedPrintable(body));
        return new Mail(from[0].Address, [.. to.Concat(cc).Concat(bcc).Select(address => address.Address).Distinct(StringComparer.Ordinal)], text.ToString());
    }

    private static string Required(string name, string? value) =>
        value ?? throw new MailException($"smtp binding error: {name} property not supplied in configuration- or request-metadata");

    /// <summary>A line break in a header would begin another one.</summary>
    private static string Checked(string name, string value) =>
        value.Any(char.IsControl) ? throw new MailException($"smtp binding error: {name} has a control character in it") : value;

    private static List<MailAddress> Addresses(string name, string? list, bool single = false)
    {
        if (list is null)
            return [];
        var addresses = new List<MailAddress>();
        foreach (var item in single ? [list] : Checked(name, list).Split(';'))
        {
            // An address beyond ASCII needs a server with SMTPUTF8.
            if (!MailAddress.TryCreate(Checked(name, item).Trim(), out var address) || !Ascii.IsValid(address.Address))
                throw new MailException($"smtp binding error: {name} has an invalid address");
            addresses.Add(address);
        }
        return addresses;
    }

    private static string Header(List<MailAddress> addresses) => string.Join(",\r\n ", addresses.Select(Header));

    private static string Header(MailAddress address) =>
        address.DisplayName.Length == 0 ? address.Address : $"{MailEncoding.Phrase(address.DisplayName)} <{address.Address}>";
}
