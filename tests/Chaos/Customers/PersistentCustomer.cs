using System.Diagnostics;
using System.Net;
using DaprShop.Testing.Running;
using DaprShop.Tests.Chaos.Books;
using DaprShop.Tests.Chaos.Waiting;

namespace DaprShop.Tests.Chaos.Customers;

/// <summary>
/// A customer with a client as it should be: what gets no clear answer is asked again, under the same key, with pauses, until there is
/// one. Now and then the customer is impatient and asks again while the first request is still under way.
/// </summary>
internal sealed class PersistentCustomer(HttpClient client, string name, OrderBook book, Waits waits, int seed, CancellationToken limit, Func<string>? password = null)
{
    private const int FirstPause = 50; // milliseconds
    private const int LongestPause = 2_000;
    private const int ImpatientOneIn = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40); // longer than the gateway's
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LittlePatience = TimeSpan.FromMilliseconds(800);

    private readonly Random _random = new(seed);
    private readonly Lazy<Customer> _person = new(() => password is null ? new(client, name) : new(client, name, password()));
    private Task _loggingIn = Task.CompletedTask;

    public string Name => name;

    public object Address => Person.Address;

    private Customer Person => _person.Value;

    /// <summary>Becomes a user. One who is there already is this one: the answer was lost.</summary>
    public async Task RegisterAsync()
    {
        await ClearAnswerAsync("register", Person.AskToRegisterAsync);
        await LogInAsync();
    }

    public async Task LogInAsync()
    {
        var answer = await ClearAnswerAsync("log in", Person.AskToLogInAsync);
        if (answer.Status != HttpStatusCode.OK) throw new InvalidOperationException($"{name} cannot log in: {(int)answer.Status} {answer.Body}");
    }

    public Task<Answer> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    /// <summary>Asks until there is a clear answer.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        while (true)
        {
            var token = Person.Token;
            var answer = await ClearAnswerAsync($"{method} {path}", cancellationToken => Person.SendOnceAsync(method, path, body, cancellationToken, headers));
            if (answer.Status != HttpStatusCode.Unauthorized) return answer;
            await LogInAgainAsync(token);
        }
    }

    // Of requests that find the token expired at once, one logs in.
    private Task LogInAgainAsync(string expired)
    {
        lock (_random)
        {
            if (Person.Token != expired) return Task.CompletedTask;
            if (_loggingIn.IsCompleted) _loggingIn = LogInAsync();
            return _loggingIn;
        }
    }

    private async Task<Answer> ClearAnswerAsync(string what, Func<CancellationToken, Task<Answer>> ask)
    {
        var patience = IsImpatient() ? LeastPatience + ((LittlePatience - LeastPatience) * Fraction()) : Patience;
        var wait = waits.Begin();
        var tries = new List<string>();
        for (var pause = FirstPause; ; pause = Math.Min(pause * 2, LongestPause))
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await TryAsync(what, ask, patience);
            tries.Add($"{(answer is null ? "nothing" : (int)answer.Status)} after {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s");
            if (answer is not null && IsClear(answer))
            {
                wait.End(Text());
                return answer;
            }

            wait.GoOn(Text());
            patience = Patience;
            await Task.Delay(TimeSpan.FromMilliseconds(pause * (0.5 + Fraction())), limit);
        }

        string Text() => $"{name}: {what} ({string.Join(", ", tries)})";
    }

    private async Task<Answer?> TryAsync(string what, Func<CancellationToken, Task<Answer>> ask, TimeSpan patience)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(limit);
        impatience.CancelAfter(patience);
        try
        {
            var answer = await ask(impatience.Token);
            if (answer.Status == HttpStatusCode.InternalServerError) book.Complain($"{name}: {what} was answered with 500: {answer.Body}");
            return answer;
        }
        catch (HttpRequestException)
        {
            return null; // nobody there, or gone in the middle
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsClear(Answer answer) =>
        (int)answer.Status < 500 && answer.Status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        && answer.Text("code") != "checkout_under_way";

    private bool IsImpatient()
    {
        lock (_random) return _random.Next(ImpatientOneIn) == 0;
    }

    private double Fraction()
    {
        lock (_random) return _random.NextDouble();
    }
}
