using System.Globalization;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>The metadata of a <c>bindings.smtp</c> component.</summary>
/// <param name="User">Null, as the password, for a server that wants no authentication.</param>
/// <param name="Mail">What a mail is made of unless a request says otherwise.</param>
internal sealed record SmtpOptions(string Host, int Port, string? User, string? Password, bool SkipTlsVerify, MailFields Mail)
{
    /// <summary>Where TLS begins with the connection; on other ports it begins when the server offers STARTTLS.</summary>
    private const int ImplicitTlsPort = 465;

    public bool UsesImplicitTls => Port == ImplicitTlsPort;

    /// <exception cref="ComponentException">A value is missing or wrong.</exception>
    public static SmtpOptions From(ComponentMetadata metadata)
    {
        var (host, port) = (metadata.Get("host"), metadata.GetInt("port", 0));
        if (host is null || port is <= 0 or > ushort.MaxValue)
            throw new ComponentException("smtp binding error: host and port fields are required in metadata");
        var (user, password) = (metadata.Get("user"), metadata.Get("password"));
        if (user is null != password is null)
            throw new ComponentException("smtp binding error: both user and password fields are required in metadata");
        return new SmtpOptions(host, port, user, password, metadata.GetBool("skipTLSVerify"), new MailFields
        {
            From = metadata.Get("emailFrom"),
            To = metadata.Get("emailTo"),
            Cc = metadata.Get("emailCC"),
            Bcc = metadata.Get("emailBCC"),
            Subject = metadata.Get("subject"),
            Priority = MailFields.TryReadPriority(metadata.Get("priority"), out var priority) ? priority : throw new ComponentException(MailFields.WrongPriority),
        });
    }
}

/// <summary>What a mail is made of, beside its text. Lists of addresses have semicolons between them.</summary>
internal sealed record MailFields
{
    public const string WrongPriority = "smtp binding error:  priority value must be between 1 (highest) and 5 (lowest)";

    private const int DefaultPriority = 3;

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Cc { get; init; }

    public string? Bcc { get; init; }

    public string? Subject { get; init; }

    /// <summary>1 to 5.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Reads a priority; none is the default. False when it is no number from 1 to 5.</summary>
    public static bool TryReadPriority(string? text, out int priority)
    {
        priority = DefaultPriority;
        return text is null || (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority) && priority is >= 1 and <= 5);
    }

    /// <summary>These fields with those that a request gives in their place.</summary>
    /// <exception cref="MailException">The request's priority is wrong.</exception>
    public MailFields With(BindingRequest request) => new()
    {
        From = request.Get("emailFrom") ?? From,
        To = request.Get("emailTo") ?? To,
        Cc = request.Get("emailCC") ?? Cc,
        Bcc = request.Get("emailBCC") ?? Bcc,
        Subject = request.Get("subject") ?? Subject,
        Priority = request.Get("priority") is not { } text ? Priority : TryReadPriority(text, out var priority) ? priority : throw new MailException(WrongPriority),
    };
}
