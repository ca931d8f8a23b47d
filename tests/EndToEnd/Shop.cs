using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>The whole shop, run as a newcomer runs it: the <c>local</c> program on a free port and a data folder of its own.</summary>
internal sealed class Shop : IAsyncDisposable
{
    // How long an order's work may take here, where the machine may be busy with other tests.
    private const string Patience = "00:00:20";

    private readonly RunningProgram _program;
    private readonly bool _ownsData;

    private Shop(string data, bool ownsData, int port, string[] options)
    {
        Data = data;
        _ownsData = ownsData;
        Port = port;
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Repository.Root };
        foreach (var argument in (string[])[Repository.LocalProgram, "--port", $"{port}", "--data", data, .. options])
            start.ArgumentList.Add(argument);
        foreach (var limit in (string[])["DecisionLimit", "WaitLimit", "TurnLimit"])
            start.Environment[$"Orders__{limit}"] = Patience;
        _program = new RunningProgram(start);
        Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public string Data { get; }

    public int Port { get; }

    public int ProcessId => _program.Id;

    /// <summary>A client without a login.</summary>
    public HttpClient Client { get; }

    /// <summary>What the run has printed so far.</summary>
    public string Console => _program.Console;

    /// <summary>Starts a shop and waits until every service answers through the gateway.</summary>
    /// <param name="data">A data folder of an earlier run, which stays; null for a new one, which goes with the shop.</param>
    public static async Task<Shop> StartAsync(string? data = null, params string[] options)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("daprshop-").FullName;
        var shop = new Shop(folder, data is null, FreePorts.Take(), options);
        try
        {
            await Eventually.TrueAsync(shop.IsUpAsync, "the shop to be up");
            return shop;
        }
        catch (TimeoutException exception)
        {
            var printed = shop.Console;
            await shop.DisposeAsync();
            throw new TimeoutException($"{exception.Message}; it printed:\n{printed}", exception);
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of a generated secret.</summary>
    public string Secret(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "secrets.json")))![name]!.GetValue<string>();

    /// <summary>A new registered and logged-in customer.</summary>
    public async Task<Customer> NewCustomerAsync()
    {
        var name = $"c-{Guid.NewGuid():N}"[..20];
        var customer = new Customer(Client, name);
        await customer.RegisterAsync();
        await customer.LogInAsync();
        return customer;
    }

    /// <summary>The administrator, logged in.</summary>
    public async Task<Customer> AdministratorAsync()
    {
        var administrator = new Customer(Client, "admin", Secret("admin-password"));
        await administrator.LogInAsync();
        return administrator;
    }

    /// <summary>Ends the run as Ctrl-C or a service manager does, and waits for it.</summary>
    public Task StopAsync() => _program.StopAsync();

    /// <summary>Ends the run without a chance to clean up.</summary>
    public Task KillAsync() => _program.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        _program.Dispose();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }

    private async Task<bool> IsUpAsync()
    {
        _program.MustRun();
        try
        {
            foreach (var path in (string[])["/api/v1/products", "/api/v1/orders", "/api/v1/basket", "/api/v1/notifications", "/api/v1/users/me"])
            {
                using var answer = await Client.GetAsync(path);
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Unauthorized))
                    return false;
            }
            return Console.Contains($":{Port}", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
