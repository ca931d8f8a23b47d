using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Resources;
using Daprlet.Testing;
using DaprShop.CardSandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DaprShop.Testing;

/// <summary>The sandbox of the card processor in this process, on a free port and with a journal of its own, and the component that reaches it.</summary>
public sealed class CardSandboxHost : IDisposable
{
    /// <summary>What the sandbox demands of its callers.</summary>
    public const string ApiKey = "key-of-the-processor";

    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-cards-").FullName;
    private readonly Factory _factory;
    private readonly HttpClient _client;

    /// <summary>Starts a sandbox.</summary>
    public CardSandboxHost()
    {
        _factory = new Factory(this, Path.Combine(_folder, "journal.sqlite"));
        _factory.UseKestrel();
        _factory.StartServer();
        Address = new Uri(_factory.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        _client = new HttpClient { BaseAddress = Address, DefaultRequestHeaders = { { "X-Api-Key", ApiKey } } };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Whether a request is lost before the sandbox sees it; a test sets it.</summary>
    public Func<bool> LosesRequest { get; set; } = () => false;

    /// <summary>Whether an answer is lost once the sandbox has done what was asked; a test sets it.</summary>
    public Func<bool> LosesAnswer { get; set; } = () => false;

    /// <summary>The component <c>card-processor</c> for a sandbox.</summary>
    /// <param name="url">Where the sandbox listens.</param>
    /// <param name="responseTimeout">In Go's notation, such as <c>5s</c>.</param>
    public static ComponentManifest Component(Uri url, string responseTimeout = "5s") => DaprletHost.Component("card-processor", "bindings.http",
        ("url", url.ToString()), ("securityTokenHeader", "X-Api-Key"), ("securityToken", ApiKey), ("errorIfNot2XX", "false"),
        ("responseTimeout", responseTimeout));

    /// <summary>What the processor itself says of an order: how much the card holds now, was taken, and was given back, over all attempts.</summary>
    public async Task<(decimal Held, decimal Captured, decimal Refunded)> MoneyAsync(Guid orderId)
    {
        var money = (Held: 0m, Captured: 0m, Refunded: 0m);
        for (var attempt = 1; ; attempt++)
        {
            using var response = await _client.GetAsync($"/v1/payments/{orderId}-{attempt}");
            if (response.StatusCode == System.Net.HttpStatusCode.NotFound) return money;
            var payment = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
            if ((string?)payment["status"] == "authorised") money.Held += (decimal)payment["authorised"]!;
            money.Captured += (decimal)payment["captured"]!;
            money.Refunded += (decimal)payment["refunded"]!;
        }
    }

    /// <summary>Lets go of what the first attempt of an order holds, as a processor does by itself in the end.</summary>
    public async Task VoidAsync(Guid orderId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/payments/{orderId}-1/void") { Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } } };
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _client.Dispose();
        _factory.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Factory(CardSandboxHost host, string journal) : WebApplicationFactory<SandboxOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseContentRoot(AppContext.BaseDirectory);
            builder.UseSetting(WebHostDefaults.ServerUrlsKey, ServiceHost.AnyPort);
            builder.UseSetting("CardSandbox:ApiKey", ApiKey);
            builder.UseSetting("CardSandbox:Journal", journal);
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new LossyConnections(host)));
        }
    }

    private sealed class LossyConnections(CardSandboxHost host) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(PassAsync);
            next(app);
        };

        // What is lost looks like an overloaded processor: 503, whatever became of the request.
        private async Task PassAsync(HttpContext context, RequestDelegate next)
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await next(context);
                return;
            }

            if (!host.LosesRequest())
            {
                var wire = context.Response.Body;
                context.Response.Body = new MemoryStream();
                await next(context);
                var answer = context.Response.Body;
                context.Response.Body = wire;
                if (!host.LosesAnswer())
                {
                    answer.Position = 0;
                    await answer.CopyToAsync(wire);
                    return;
                }
            }

            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
