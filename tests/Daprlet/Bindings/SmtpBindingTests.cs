using System.Text;
using Daprlet.Components;
using Daprlet.Components.Bindings.Smtp;
using Daprlet.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Bindings;

public sealed class SmtpBindingTests
{
    private static readonly (string, string)[] Fields = [("emailFrom", "shop@example.com"), ("emailTo", "ann@example.com"), ("subject", "Hello")];

    [Fact]
    public async Task A_mail_reaches_everybody_but_only_some_are_named_in_it()
    {
        await using var server = new SmtpServer([]);
        await using var sidecar = await StartAsync(server, Fields);

        using var response = await sidecar.InvokeAsync("mail", "create", "<p>Hi</p>",
            ("emailTo", "Bob <bob@example.com>;ann@example.com"), ("emailCC", "cc@example.com"), ("emailBCC", "bcc@example.com;bob@example.com"), ("priority", "1"));

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal(
            ["MAIL FROM:<shop@example.com>", "RCPT TO:<bob@example.com>", "RCPT TO:<ann@example.com>", "RCPT TO:<cc@example.com>", "RCPT TO:<bcc@example.com>"],
            server.Commands.Where(command => command.Contains(':', StringComparison.Ordinal)));
        var mail = Assert.Single(server.Mails);
        Assert.Contains("To: \"Bob\" <bob@example.com>,\n ann@example.com\nCc: cc@example.com\nSubject: Hello\nX-Priority: 1\n", mail, StringComparison.Ordinal);
        Assert.EndsWith("\n\n<p>Hi</p>\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("bcc@example.com", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_request_asks_for_does_not_stay_for_the_next()
    {
        await using var server = new SmtpServer([]);
        await using var sidecar = await StartAsync(server, Fields);

        using var first = await sidecar.InvokeAsync("mail", "create", "1", ("emailTo", "other@example.com"), ("subject", "Other"));
        using var second = await sidecar.InvokeAsync("mail", "create", "2");

        Assert.Contains("To: other@example.com", server.Mails[0], StringComparison.Ordinal);
        Assert.Contains("To: ann@example.com\nSubject: Hello\n", server.Mails[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject", "Hello\r\nBcc: eve@example.com")]
    [InlineData("emailTo", "ann@example.com\r\nBcc: eve@example.com")]
    [InlineData("emailFrom", "shop@example.com>\r\nRCPT TO:<eve@example.com")]
    [InlineData("emailCC", "a@b\nX: y")]
    [InlineData("emailTo", "not an address")]
    [InlineData("emailTo", "ann@example.com;")]
    [InlineData("priority", "6")]
    public async Task What_would_be_another_header_or_command_is_refused_before_anything_is_sent(string field, string value)
    {
        await using var server = new SmtpServer([]);
        await using var sidecar = await StartAsync(server, Fields);

        Assert.Contains("smtp binding error", await sidecar.FailAsync("mail", "create", "x", (field, value)), StringComparison.Ordinal);
        Assert.Empty(server.Commands);
    }

    [Theory]
    [InlineData("emailFrom")]
    [InlineData("emailTo")]
    [InlineData("subject")]
    public async Task A_field_that_neither_component_nor_request_gives_is_named(string missing)
    {
        await using var server = new SmtpServer([]);
        await using var sidecar = await StartAsync(server, [.. Fields.Where(field => field.Item1 != missing)]);

        Assert.EndsWith($"{missing} property not supplied in configuration- or request-metadata", await sidecar.FailAsync("mail", "create", "x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_offers_encryption_gets_the_password_and_the_mail_encrypted()
    {
        await using var server = new SmtpServer(["STARTTLS", "AUTH PLAIN LOGIN"]);
        await using var sidecar = await StartAsync(server, [.. Fields, ("user", "shop"), ("password", "s3cret"), ("skipTLSVerify", "true")]);

        using var response = await sidecar.InvokeAsync("mail", "create", "x");

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Contains("*AUTH PLAIN " + Convert.ToBase64String("\0shop\0s3cret"u8), server.Commands);
        Assert.All(server.Commands.SkipWhile(command => command != "STARTTLS").Skip(1), command => Assert.StartsWith("*", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = new SmtpServer(["STARTTLS", "AUTH PLAIN"]);
        await using var sidecar = await StartAsync(server, [.. Fields, ("user", "shop"), ("password", "s3cret")]);

        await sidecar.FailAsync("mail", "create", "x");
        Assert.DoesNotContain(server.Commands, command => command.Contains("AUTH", StringComparison.Ordinal));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_challenge_is_answered_without_the_password()
    {
        await using var server = new SmtpServer(["AUTH CRAM-MD5 PLAIN"], command => command == "AUTH CRAM-MD5" ? "334 " + Convert.ToBase64String("<1896.697170952@postoffice.reston.mci.net>"u8)
            : command.StartsWith("dGlt", StringComparison.Ordinal) ? "235 welcome" : null);
        await using var sidecar = await StartAsync(server, [.. Fields, ("user", "tim"), ("password", "tanstaaftanstaaf")]);

        using var response = await sidecar.InvokeAsync("mail", "create", "x");

        // The example of RFC 2195.
        Assert.Contains(Convert.ToBase64String("tim b913a602c7eda7a495b4e6e7334d3890"u8), server.Commands);
        Assert.Equal(204, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_without_the_password()
    {
        await using var server = new SmtpServer(["AUTH LOGIN"], command => command switch
        {
            "AUTH LOGIN" => "334 VXNlcm5hbWU6",
            "c2hvcA==" => "334 UGFzc3dvcmQ6",
            "czNjcmV0" => "535 no such user",
            _ => null,
        });
        await using var sidecar = await StartAsync(server, [.. Fields, ("user", "shop"), ("password", "s3cret")]);

        Assert.Equal("error invoking output binding mail: error from smtp binding, sending email failed: 535 no such user", await sidecar.FailAsync("mail", "create", "x"));
    }

    [Theory]
    [InlineData("port", "0")]
    [InlineData("port", "x")]
    [InlineData("user", "alone")]
    [InlineData("priority", "high")]
    public async Task Wrong_metadata_ends_the_start(string name, string value)
    {
        var component = DaprletHost.Component("mail", "bindings.smtp", ("host", "localhost"), ("port", "25"), (name, value));

        await Assert.ThrowsAsync<ComponentException>(() => DaprletHost.StartAsync("shop", component));
    }

    [Fact]
    public void Every_body_survives_quoted_printable_in_lines_that_are_short_enough()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var body = text.Get.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n");
            var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(body));
            var encoded = MailEncoding.QuotedPrintable(valid);
            return encoded.Split("\r\n").All(line => line.Length <= 76 && line.All(char.IsAscii)) && Decode(encoded) == valid.ReplaceLineEndings("\n") + "\n";
        }));
    }

    /// <summary>The other way round, by the book (RFC 2045, 6.7).</summary>
    private static string Decode(string encoded)
    {
        var bytes = new List<byte>();
        var text = encoded.Replace("=\r\n", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            bytes.Add(text[i] == '=' ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i]);
            i += text[i] == '=' ? 2 : 0;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static Task<BindingSidecar> StartAsync(SmtpServer server, (string Name, string Value)[] metadata) =>
        BindingSidecar.StartAsync(DaprletHost.Component("mail", "bindings.smtp", [("host", "localhost"), ("port", $"{server.Port}"), .. metadata]));
}
