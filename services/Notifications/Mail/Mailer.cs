using System.Net;
using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Notifications.Mail;

/// <summary>
/// Sends mails through an output binding: at least once, and seldom more, since <c>mail-{notificationId}</c> says which were sent.
/// The request suits <c>bindings.smtp</c> and <c>bindings.localstorage</c> alike: each passes over the metadata of the other.
/// </summary>
internal sealed class Mailer(DaprClient dapr, IOptions<NotificationsOptions> options, TimeProvider time) : IDisposable
{
    private const string OrderSubject = "News of your order";
    private const string AccountSubject = "News of your account";

    // daprd's bindings.smtp keeps the recipient of a request where another one at the same time reads it: one mail at a time.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether a mail was sent.</summary>
    public async Task<bool> WasSentAsync(MailRequest request, CancellationToken cancellationToken) => await dapr.GetStateAsync<SentMail?>(
        options.Value.StateStore, Key(request), ConsistencyMode.Strong, cancellationToken: cancellationToken) is not null;

    /// <summary>Sends a mail.</summary>
    /// <exception cref="Dapr.DaprException">The binding did not take it.</exception>
    public async Task SendAsync(MailRequest request, UserContact contact, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await dapr.InvokeBindingAsync(options.Value.MailBinding, "create", Body(request, contact), new Dictionary<string, string>
            {
                ["emailTo"] = contact.Email,
                ["subject"] = Subject(request),
                ["fileName"] = $"{request.NotificationId}.html",
            }, cancellationToken);
        }
        finally
        {
            _one.Release();
        }

        await dapr.CreateOnlyAsync(options.Value.StateStore, Key(request), new SentMail(time.GetUtcNow()), cancellationToken);
    }

    public void Dispose() => _one.Dispose();

    private static string Body(MailRequest request, UserContact contact) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{Subject(request)}</title></head>
        <body>
        <p>Hello {WebUtility.HtmlEncode(contact.Username)},</p>
        <p>{WebUtility.HtmlEncode(request.Text)}</p>
        {(request.OrderId is { } order ? $"<p>Order {order}</p>" : "")}
        <p><small>DaprShop sent this to {WebUtility.HtmlEncode(contact.Email)}.</small></p>
        </body>
        </html>

        """;

    private static string Subject(MailRequest request) => request.OrderId is null ? AccountSubject : OrderSubject;

    private static string Key(MailRequest request) => $"mail-{request.NotificationId}";

    private sealed record SentMail(DateTimeOffset At) : CreateOnlyValue;
}
