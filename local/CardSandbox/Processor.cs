using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace DaprShop.CardSandbox;

/// <summary>Moves money that does not exist: once for each idempotency key, whatever is repeated.</summary>
internal sealed partial class Processor(Journal journal, IOptions<SandboxOptions> options, ILogger<Processor> logger)
{
    private const int FailuresOfUnavailable = 2;

    public CardPayment? Find(string reference) => journal.FindPayment(reference);

    /// <summary>Holds money on a card, once for a reference.</summary>
    public async Task<Answer> AuthoriseAsync(string key, string reference, AuthoriseRequest request, CancellationToken cancellationToken)
    {
        var isNew = false;
        var answer = Once(key, reference, "authorise", request.Content, (journal, existing) =>
        {
            if (existing is not null) return Answer.Conflict(existing);
            if (request.Token == TestTokens.Unavailable && journal.CountFailure(key) <= FailuresOfUnavailable) return Answer.Unavailable;
            isNew = true;
            return Answer.Of(CardPayment.Authorise(reference, request.Amount, request.Currency, request.Token));
        });
        if (isNew && request.Token == TestTokens.Slow) await Task.Delay(options.Value.SlowAnswer, cancellationToken);
        return answer;
    }

    /// <summary>Takes money that is held.</summary>
    public Answer Capture(string key, string reference, AmountRequest request) =>
        Change(key, reference, "capture", request.Content, payment => payment?.Capture(request.Amount, request.Currency));

    /// <summary>Lets go of money that is held, or is about to be: what was not authorised yet never will be.</summary>
    public Answer Void(string key, string reference) =>
        Change(key, reference, "void", "", payment => payment is null ? CardPayment.NeverAuthorised(reference) : payment.Void());

    /// <summary>Gives money back that was taken.</summary>
    public Answer Refund(string key, string reference, AmountRequest request) =>
        Change(key, reference, "refund", request.Content, payment => payment?.Refund(request.Amount, request.Currency));

    private Answer Change(string key, string reference, string operation, string content, Func<CardPayment?, CardPayment?> change) =>
        Once(key, reference, operation, content, (_, existing) =>
            change(existing) is { } changed ? Answer.Of(changed) : existing is null ? Answer.NotFound : Answer.Conflict(existing));

    private Answer Once(
        string key, string reference, string operation, string content, Func<Journal.Transaction, CardPayment?, Answer> answerTo)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{operation} {reference} {content}")));
        var answer = journal.Write(journal =>
        {
            if (journal.FindAnswer(key) is { } given) return given.Fingerprint == fingerprint ? given : Answer.KeyReused;
            var answer = answerTo(journal, journal.FindPayment(reference)) with { Fingerprint = fingerprint };
            if (answer.Payment is not null) journal.Save(key, answer, answer.Payment);
            return answer;
        });
        LogAnswer(operation, reference, answer.StatusCode, answer.Payment?.Status);
        return answer;
    }

    [LoggerMessage(LogLevel.Information, "{Operation} {Reference}: {StatusCode} {Status}")]
    private partial void LogAnswer(string operation, string reference, int statusCode, PaymentStatus? status);
}
