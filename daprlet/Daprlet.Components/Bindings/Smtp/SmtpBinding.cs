using System.Text;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>
/// <c>bindings.smtp</c>: sends mail, with the request's data as HTML. A request's <c>emailFrom</c>, <c>emailTo</c>, <c>emailCC</c>,
/// <c>emailBCC</c>, <c>subject</c> and <c>priority</c> count more than the component's.
/// </summary>
internal sealed class SmtpBinding : IOutputBinding
{
    /// <summary>For all that is said with the server about one mail.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private SmtpOptions? _options;
    private TimeProvider _time = TimeProvider.System;

    public IReadOnlyList<string> Operations => ["create"];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _options = SmtpOptions.From(context.Metadata);
        _time = context.Time;
        return Task.CompletedTask;
    }

    public async Task<BindingAnswer> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        Mail mail;
        try
        {
            mail = Mail.Write(_options!.Mail.With(request), Encoding.UTF8.GetString(DataText.Unquote(request.Data).Span), _time.GetLocalNow());
        }
        catch (MailException e)
        {
            return BindingAnswer.Failed(e.Message);
        }
        try
        {
            await SmtpSession.SendAsync(_options, mail, limit.Token);
            return BindingAnswer.Nothing;
        }
        catch (MailException e)
        {
            return NotSent(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NotSent("the server takes too long");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static BindingAnswer NotSent(string reason) => BindingAnswer.Failed($"error from smtp binding, sending email failed: {reason}");
}
