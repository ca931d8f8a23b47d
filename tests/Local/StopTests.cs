namespace DaprShop.Tests.Local;

public sealed class StopTests(BuiltTree tree) : LocalTest
{
    [Theory]
    [InlineData(LocalProcess.Interrupt)]
    [InlineData(LocalProcess.Terminate)]
    public async Task A_signal_ends_every_process_in_order(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        await using var run = await LocalProcess.UpAsync(tree, Data);
        int[] processes = [await run.ProcessOfAsync("users"), await run.ProcessOfAsync("gateway"), int.Parse(await run.PostAsync("users", "/child"))];
        run.Signal(signal);
        Assert.Equal(0, await run.EndedAsync());
        Assert.Contains("Stopping ... Ctrl-C again ends everything at once.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Stopped.", run.Output, StringComparison.Ordinal);
        Assert.All(processes, process => Assert.False(LocalProcess.IsAlive(process)));
    }

    [Fact]
    public async Task A_signal_during_the_start_is_answered_at_once_and_ends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        await using var run = LocalProcess.Start(tree, Data);
        await run.SaysAsync("DaprShop");
        run.Signal(LocalProcess.Interrupt);
        await run.SaysAsync("Stopping ... Ctrl-C again ends everything at once.");
        Assert.Equal(0, await run.EndedAsync());
        Assert.Contains("Stopped.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_leaves_nothing_behind_and_the_next_one_starts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        int[] processes;
        string port;
        await using (var run = await LocalProcess.UpAsync(tree, Data))
        {
            processes = [await run.ProcessOfAsync("users"), await run.ProcessOfAsync("gateway"), int.Parse(await run.PostAsync("users", "/child"))];
            port = run.AddressOf("gateway").Port.ToString();
            run.Signal(LocalProcess.Kill);
            await run.EndedAsync();
        }
        await using var next = await LocalProcess.UpAsync(tree, Data, "--port", port);
        foreach (var process in processes)
            await LocalProcess.GoneAsync(process);
    }

    [Fact]
    public async Task An_app_that_ends_is_started_again_and_the_console_says_so()
    {
        await using var run = await LocalProcess.UpAsync(tree, Data);
        var before = await run.ProcessOfAsync("users");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => run.PostAsync("users", "/end/3"));
        await run.SaysAsync("ended with exit code 3");
        await run.SaysAsync("started again");
        await run.SaysAsync("up again after");
        await LocalProcess.UntilAsync(() => Answers(run, "users"), () => "users is not back");
        Assert.NotEqual(before, await run.ProcessOfAsync("users"));
    }

    private static bool Answers(LocalProcess run, string app)
    {
        using var http = new HttpClient();
        try
        {
            using var response = http.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(run.AddressOf(app), "/healthz")));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
