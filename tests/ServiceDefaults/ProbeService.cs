using System.Security.Cryptography;
using Dapr.Client;
using DaprShop.ServiceDefaults;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>A service that has nothing but the defaults, and a few routes to try them on.</summary>
public sealed class ProbeService : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly TestKeys _keys = new();

    public ProbeService() : this(TimeProvider.System, [])
    {
    }

    private ProbeService(TimeProvider time, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("urls", "http://127.0.0.1:0"),
            new("DAPR_HTTP_PORT", "1"), // nothing listens there
            new("DAPR_GRPC_PORT", "1"),
            new("Serilog:MinimumLevel", "Fatal"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddSingleton(time).AddSingleton<IVerificationKeys>(_keys);
        builder.AddServiceDefaults("probe");
        _app = builder.Build();
        _app.UseServiceDefaults();
        Map(_app);
    }

    public HttpClient Client { get; } = new();

    public static Task<ProbeService> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    public static async Task<ProbeService> StartAsync(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var service = new ProbeService(time, settings);
        await service.InitializeAsync();
        return service;
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public string Token(string role) => _keys.Token(role);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _keys.Dispose();
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/things", (Thing thing) => thing);
        app.MapGet("/number", (int n, decimal? amount, Guid? id, bool? all, long? count) => n);
        app.MapGet("/page", ([AsParameters] PageRequest page) =>
        {
            var validation = new Validation();
            page.Validate(validation);
            return validation.Failed(out var problem) ? problem : Results.Ok(new Page<int>([], page.Number, page.Size, 0));
        });
        app.MapGet("/bug", IResult () => throw new InvalidOperationException("the password is hunter2"));
        app.MapGet("/slow", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        app.MapGet("/late", async (CancellationToken cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Problems.Conflict("late", "Too late.");
        });
        app.MapGet("/state", (DaprClient dapr) => dapr.GetStateAsync<string>("store", "key"));
        app.MapGet("/user", (HttpContext context) => context.User.UserName()).RequireUser();
        app.MapGet("/administrator", () => "yes").RequireAdministrator();
        app.MapGet("/open", () => "open").AllowWithoutAppToken();
        app.MapPut("/versioned", (HttpRequest request) => request.RequireMatch("7") ?? Results.NoContent());
        app.MapDelete("/versioned", (HttpRequest request) => request.CheckMatch(tag => tag == "7") ?? Results.NoContent());
        app.MapGet("/versioned", (HttpContext context) => Versioned(context));
        app.MapGet("/versioned/own", (HttpContext context) => Versioned(context)).RequireUser();
        app.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; ; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(10, context.RequestAborted);
            }
        });
    }

    private static IResult Versioned(HttpContext context)
    {
        context.Response.SetETag("7");
        return context.Request.HasCurrent("7") ? Results.StatusCode(304) : Results.Ok(7);
    }

    internal sealed record Thing(string? Name, int Count, decimal Price, Colour Colour, IReadOnlyList<Thing>? Parts);

    internal enum Colour
    {
        Red,
        Green,
    }

    private sealed class TestKeys : IVerificationKeys, IDisposable
    {
        private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public string Token(string role)
        {
            var now = DateTimeOffset.UtcNow;
            return Jwt.Sign(new AccessToken(Guid.CreateVersion7(), "somebody", role, Guid.NewGuid(), now, now.AddMinutes(5)), "k", _pair);
        }

        public ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
            new(keyId == "k" ? new VerificationKey("k", _pair.ExportParameters(false).Q) : null);

        public void Dispose() => _pair.Dispose();
    }
}
