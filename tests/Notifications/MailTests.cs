using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Json;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Notifications;

public sealed class MailTests : IAsyncLifetime
{
    private readonly Guid _user = Guid.CreateVersion7();
    private NotificationsHost _host = null!;
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        _host = await NotificationsHost.StartAsync();
        _host.Store.AfterWrite = operation => Interlocked.Add(ref _sent, IsNoteOfMail(operation.Key) ? 1 : 0);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_notification_is_mailed_once_to_the_address_that_the_user_has_now()
    {
        _host.Users.Answer = context => context.Response.WriteAsJsonAsync(new { username = "<Ada>", email = "ada@example.org" });
        var paid = NotificationsHost.Paid(_user);
        foreach (var _ in Enumerable.Range(0, 3)) await _host.DeliverAsync(paid);

        var id = (string)(await _host.InboxAsync(_user))["items"]![0]!["id"]!;
        var file = Path.Combine(_host.MailFolder, $"{id}.html");
        await SentAsync();
        var mail = await File.ReadAllTextAsync(file);
        Assert.Contains("Hello &lt;Ada&gt;", mail, StringComparison.Ordinal);
        Assert.Contains("99.80 EUR", mail, StringComparison.Ordinal);
        Assert.Contains($"{paid.OrderId}", mail, StringComparison.Ordinal);
        Assert.Contains("ada@example.org", mail, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_host.MailFolder));
        Assert.Equal($"/internal/v1/users/{_user}/contact", _host.Users.Received.First().Target);
    }

    [Fact]
    public async Task A_mail_that_was_sent_is_not_sent_again()
    {
        var looks = 0;
        _host.Store.BeforeRead = key => Interlocked.Add(ref looks, IsNoteOfMail(key) ? 1 : 0);
        var paid = NotificationsHost.Paid(_user);
        await _host.DeliverAsync(paid);
        await SentAsync();

        // Another mail would have the same name.
        File.Delete(Directory.GetFiles(_host.MailFolder).Single());
        var before = Volatile.Read(ref looks);
        await _host.DeliverAsync(paid);
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) > before, "the look whether it was sent");
        await MailOthersAsync();

        Assert.Equal(2, Directory.GetFiles(_host.MailFolder).Length);
        Assert.Equal(3, _host.Users.Received.Count);
    }

    [Fact]
    public async Task A_mail_that_fails_holds_nothing_back_and_can_be_replayed()
    {
        Directory.Delete(_host.MailFolder);
        await File.WriteAllTextAsync(_host.MailFolder, "in the way");
        var paid = NotificationsHost.Paid(_user);

        Assert.Equal("SUCCESS", await _host.DeliverAsync(paid));

        Assert.Equal((1, 1), await _host.CountsAsync(_user));
        var letter = await _host.DeadLetterAsync(letter => (string?)letter["topic"] == "notifications.mail");
        Assert.Equal("mail_not_sent", (string?)letter["reason"]);
        Assert.Equal("replay_failed", (await Problem.ReadAsync(await _host.ReplayAsync(letter), HttpStatusCode.Conflict)).Code);

        File.Delete(_host.MailFolder);
        await NotificationsHost.ReadAsync(await _host.ReplayAsync(letter), HttpStatusCode.OK);
        Assert.Single(Directory.GetFiles(_host.MailFolder));
        Assert.Equal(0, (int)(await _host.DeadLettersAsync())["total"]!);
        Assert.Equal((1, 1), await _host.CountsAsync(_user));
    }

    [Fact]
    public async Task Without_Users_the_notification_is_there_and_the_mail_waits_as_a_dead_letter()
    {
        _host.Users.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };

        Assert.Equal("SUCCESS", await _host.DeliverAsync(NotificationsHost.Paid(_user)));

        Assert.Equal((1, 1), await _host.CountsAsync(_user));
        var letter = await _host.DeadLetterAsync(letter => (string?)letter["topic"] == "notifications.mail");
        Assert.Equal("address_unavailable", (string?)letter["reason"]);
    }

    [Fact]
    public async Task To_a_user_who_is_gone_no_mail_is_sent()
    {
        _host.Users.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };

        await _host.DeliverAsync(NotificationsHost.Paid(_user));
        await Eventually.TrueAsync(() => !_host.Users.Received.IsEmpty, "the question for the address");

        _host.Users.Answer = context => context.Response.WriteAsJsonAsync(new { username = "ada", email = "ada@example.org" });
        await MailOthersAsync();

        Assert.Equal(2, Directory.GetFiles(_host.MailFolder).Length);
        Assert.Equal(0, (int)(await _host.DeadLettersAsync())["total"]!);
    }

    [Fact]
    public async Task The_former_address_hears_of_another_one_once_the_change_is_made()
    {
        var changed = new EmailChanged(_user, Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        _host.Users.Answer = NotFound;
        Assert.Equal("RETRY", await DeliverAsync(changed));

        _host.Users.Answer = context => context.Response.WriteAsJsonAsync(new { username = "ada", email = "former@example.org" });
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await DeliverAsync(changed));
        await SentAsync();
        var mail = await File.ReadAllTextAsync(Directory.GetFiles(_host.MailFolder).Single());
        Assert.Contains("former@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("was changed to another one", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("Order", mail, StringComparison.Ordinal);
        Assert.All(_host.Users.Received, request => Assert.Equal($"/internal/v1/users/{_user}/contact?change={changed.ChangeId}", request.Target));
    }

    [Fact]
    public async Task A_change_of_address_that_never_came_is_told_to_nobody()
    {
        _host.Users.Answer = NotFound;
        Assert.Equal("SUCCESS", await DeliverAsync(new EmailChanged(_user, Guid.CreateVersion7(), DateTimeOffset.UtcNow - TimeSpan.FromMinutes(2))));
        Assert.Empty(Directory.GetFiles(_host.MailFolder));
    }

    [Theory]
    [InlineData("ada@example.org,eve@example.net")]
    [InlineData("ada@example.org;eve@example.net")]
    [InlineData("Ada <ada@example.org>")]
    public async Task Nothing_is_mailed_to_what_may_be_several_addresses(string email)
    {
        _host.Users.Answer = context => context.Response.WriteAsJsonAsync(new { username = "ada", email });
        await _host.DeliverAsync(NotificationsHost.Paid(_user));
        var letter = await _host.DeadLetterAsync(letter => (string?)letter["reason"] == "address_refused");
        Assert.Empty(Directory.GetFiles(_host.MailFolder));
        Assert.DoesNotContain("example", letter.ToJsonString(), StringComparison.Ordinal);
    }

    private static bool IsNoteOfMail(string key) => key.Contains("||mail-", StringComparison.Ordinal);

    /// <summary>A mail has left as a whole, and is noted.</summary>
    private Task SentAsync() => Eventually.TrueAsync(() => Volatile.Read(ref _sent) > 0, "the mail");

    /// <summary>Two more users have their mails, one after the other: what has none by then gets none.</summary>
    private async Task MailOthersAsync()
    {
        for (var mails = 1; mails <= 2; mails++)
        {
            await _host.DeliverAsync(NotificationsHost.Paid(Guid.CreateVersion7()));
            await Eventually.TrueAsync(() => Directory.GetFiles(_host.MailFolder).Length >= mails, "the mail of another user");
        }
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task<string> DeliverAsync(EmailChanged changed) => _host.DeliverAsync(new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = changed.Envelope().Id,
        ["source"] = "users",
        ["type"] = changed.Envelope().Type,
        ["data"] = JsonSerializer.SerializeToNode(changed, ShopJson.State),
    }, topic: UserEvents.Topic);
}
