using DaprShop.Tests.Sdk.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;

namespace DaprShop.Tests.Sdk.SerilogAspNetCore;

public sealed class RequestLoggingTests
{
    [Fact]
    public async Task A_request_is_one_event_with_method_path_status_and_time()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(sink, app => app.MapGet("/products/{id}", (int id) => Results.NotFound()));

        using var response = await app.Client.GetAsync("/products/7?token=secret");

        var request = await sink.RequestAsync();
        Assert.Equal(LogEventLevel.Information, request.Level);
        Assert.Matches("""^HTTP "GET" "/products/7" responded 404 in \d+\.\d{4} ms$""", request.RenderMessage());
        Assert.Equal("\"Serilog.AspNetCore.RequestLoggingMiddleware\"", request.Properties["SourceContext"].ToString());
    }

    [Fact]
    public async Task The_query_is_logged_only_if_asked_for()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(sink, app => app.MapGet("/x", () => "x"), options => options.IncludeQueryInRequestPath = true);

        await app.Client.GetStringAsync("/x?q=1");

        Assert.Equal("\"/x?q=1\"", (await sink.RequestAsync()).Properties["RequestPath"].ToString());
    }

    [Fact]
    public async Task A_server_error_is_an_error()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(sink, app => app.MapGet("/x", () => Results.StatusCode(503)));

        using var response = await app.Client.GetAsync("/x");

        Assert.Equal(LogEventLevel.Error, (await sink.RequestAsync()).Level);
    }

    [Fact]
    public async Task An_exception_is_logged_with_its_request_and_goes_on()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(sink, app => app.MapGet("/x", string () => throw new InvalidOperationException("broken")));

        using var response = await app.Client.GetAsync("/x");

        Assert.Equal(500, (int)response.StatusCode);
        var request = await sink.RequestAsync();
        Assert.Equal((LogEventLevel.Error, "broken", "500"), (request.Level, request.Exception!.Message, request.Properties["StatusCode"].ToString()));
    }

    [Fact]
    public async Task What_handlers_know_is_in_the_event_of_their_own_request()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(
            sink,
            app => app.MapGet("/orders/{id}", async (string id, IDiagnosticContext diagnostics) =>
            {
                await Task.Yield();
                diagnostics.Set("OrderId", id);
                diagnostics.SetException(new InvalidOperationException(id));
            }),
            options => options.EnrichDiagnosticContext = (diagnostics, context) => diagnostics.Set("Protocol", context.Request.Protocol));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => app.Client.GetStringAsync($"/orders/{id}")));

        var requests = await sink.RequestsAsync(20);
        Assert.Equal(20, requests.Count);
        Assert.All(requests, request =>
        {
            var id = request.Properties["OrderId"].ToString().Trim('"');
            Assert.Equal($"\"/orders/{id}\"", request.Properties["RequestPath"].ToString());
            Assert.Equal(id, request.Exception!.Message);
            Assert.Equal("\"HTTP/1.1\"", request.Properties["Protocol"].ToString());
        });
    }

    [Fact]
    public async Task Level_template_and_properties_can_be_chosen()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(sink, app => app.MapGet("/x", () => "x"), options =>
        {
            options.MessageTemplate = "{RequestMethod} {Elapsed} {Extra}";
            options.GetLevel = (_, _, _) => LogEventLevel.Warning;
            options.GetMessageTemplateProperties = (context, path, _, status) =>
                [new("RequestMethod", new ScalarValue(context.Request.Method)), new("Elapsed", new ScalarValue(path)), new("Extra", new ScalarValue(status))];
        });

        await app.Client.GetStringAsync("/x");

        var request = await sink.RequestAsync();
        Assert.Equal((LogEventLevel.Warning, "\"GET\" \"/x\" 200"), (request.Level, request.RenderMessage()));
    }

    [Fact]
    public async Task A_level_that_is_off_is_not_logged()
    {
        using var sink = new CollectingSink();
        await using var app = await StartAsync(
            sink,
            app => app.MapGet("/{name}", (string name) => name),
            options => options.GetLevel = (context, _, _) => context.Request.Path == "/healthz" ? LogEventLevel.Verbose : LogEventLevel.Information);

        await app.Client.GetStringAsync("/healthz");
        await app.Client.GetStringAsync("/other");

        Assert.Equal("\"/other\"", (await sink.RequestAsync()).Properties["RequestPath"].ToString());
    }

    [Fact]
    public async Task Options_must_be_whole()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Throws<ArgumentException>(() => app.UseSerilogRequestLogging(options => options.GetLevel = null!));
        Assert.Throws<ArgumentException>(() => app.UseSerilogRequestLogging((string)null!));
    }

    private static Task<TestApp> StartAsync(CollectingSink sink, Action<WebApplication> map, Action<RequestLoggingOptions>? configure = null) => TestApp.StartAsync(
        app =>
        {
            app.UseSerilogRequestLogging(options =>
            {
                options.Logger = app.Services.GetService(typeof(ILogger)) as ILogger;
                configure?.Invoke(options);
            });
            map(app);
        },
        builder => builder.Services.AddSerilog(configuration => configuration.MinimumLevel.Information().WriteTo.Sink(sink), preserveStaticLogger: true));
}
