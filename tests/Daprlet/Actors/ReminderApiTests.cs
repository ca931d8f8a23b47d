using System.Net;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class ReminderApiTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reminders-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Data_keeps_its_spelling_on_the_way_to_the_callback()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/reminders/r", """{ "dueTime": "1s", "data": { "b" : 1.0,  "a":1e3, "u":"\u00e9 <&>" } }""");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var body = Assert.Single(await host.UntilAsync("1/method/remind/r", 1));
        Assert.Equal("""{"data":{"b":1.0,"a":1e3,"u":"\u00e9 \u003c\u0026\u003e"},"dueTime":"","period":""}""", body);
    }

    [Fact]
    public async Task A_reminder_is_told_as_it_was_registered()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("PUT", "1/reminders/r", """{"dueTime":"2h","period":"R5/PT3H","ttl":"2099-01-01T02:00:00.5+02:00","data":"x"}""");
        using var answer = await host.SendAsync("GET", "1/reminders/r");
        Assert.Equal("""{"actorType":"Clock","actorID":"1","dueTime":"2h","period":"@every 3h0m0s","ttl":"2099-01-01T02:00:00.5+02:00","data":"x"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_reminders_of_an_actor_are_told_in_the_order_of_their_names()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("PUT", "1/reminders/b", """{"dueTime":"2h","period":"PT10S","data":[1]}""");
        await host.AcceptedAsync("PUT", "1/reminders/a", """{"dueTime":"1h"}""");
        await host.AcceptedAsync("PUT", "2/reminders/c", """{"dueTime":"1h"}""");

        using var answer = await host.SendAsync("GET", "1/reminders");

        Assert.Equal("""{"reminders":[{"name":"a","actorType":"Clock","actorID":"1","dueTime":"1h"},{"name":"b","actorType":"Clock","actorID":"1","dueTime":"2h","period":"@every 10s","data":[1]}]}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_reminder_outlives_its_sidecar_and_fires_once_for_each_missed_time()
    {
        var file = Path.Combine(_folder.FullName, "reminders.db");
        await using (var first = await new CallbackHost { RemindersFile = file }.StartAsync())
            await first.AcceptedAsync("POST", "1/reminders/r", """{"dueTime":"1s","period":"R3/PT1H"}""");

        await using var second = new CallbackHost { RemindersFile = file };
        second.Time.Advance(TimeSpan.FromHours(1.5));
        await second.StartAsync();
        await second.UntilAsync("1/method/remind/r", 2);
        second.Time.Advance(TimeSpan.FromHours(1));
        await second.UntilAsync("1/method/remind/r", 3);
        Assert.Equal(3, second.Callbacks("1/method/remind/r").Count);
    }

    [Fact]
    public async Task What_must_not_be_replaced_stays()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/reminders/r", """{"dueTime":"1h","overwrite":false}""");
        using var refused = await host.SendAsync("POST", "1/reminders/r", """{"dueTime":"2h","overwrite":false}""");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using var answer = await host.SendAsync("GET", "1/reminders/r");
        Assert.Contains("1h", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_name_on_two_actors_is_two_reminders()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "a/reminders/r", """{"dueTime":"0s"}""");
        await host.AcceptedAsync("POST", "b/reminders/r", """{"dueTime":"1h"}""");
        await host.AcceptedAsync("DELETE", "a/reminders/r");
        using var other = await host.SendAsync("GET", "b/reminders/r");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"dueTime":5}""", 400)]
    [InlineData("""{"dueTime":"1s","overwrite":"yes"}""", 400)]
    [InlineData("""{"dueTime":"1s","data":{]}""", 400)]
    [InlineData("{}", 500)]
    [InlineData("""{"dueTime":"soon"}""", 500)]
    [InlineData("""{"dueTime":"R2/PT1S"}""", 500)]
    [InlineData("""{"dueTime":"1s","period":"P1D"}""", 500)]
    [InlineData("""{"dueTime":"1s","period":"@daily"}""", 500)]
    [InlineData("""{"dueTime":"1s","ttl":"1h"}""", 500)]
    [InlineData("""{"dueTime":"1s","period":"1s","ttl":"later"}""", 500)]
    [InlineData("""{"dueTime":"2h","period":"1s","ttl":"2020-01-01T00:00:00Z"}""", 500)]
    public async Task What_cannot_be_a_reminder_is_refused_and_not_stored(string body, int status)
    {
        await using var host = await new CallbackHost().StartAsync();
        using var refused = await host.SendAsync("POST", "1/reminders/r", body);
        Assert.Equal(status, (int)refused.StatusCode);
        using var answer = await host.SendAsync("GET", "1/reminders/r");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("1/reminders/a%2Fb", 400)]
    [InlineData("1/reminders/a%23b", 400)]
    [InlineData("1/reminders/caf%C3%A9", 500)]
    [InlineData("a%40b/reminders/r", 500)] // Dapr's Scheduler keeps names of lower-case letters, digits and little else
    public async Task A_name_that_Dapr_does_not_take_is_refused(string path, int status)
    {
        await using var host = await new CallbackHost().StartAsync();
        using var refused = await host.SendAsync("POST", path, """{"dueTime":"1h"}""");
        Assert.Equal(status, (int)refused.StatusCode);
    }
}
