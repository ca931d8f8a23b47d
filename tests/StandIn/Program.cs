using System.Diagnostics;
using DaprShop.Tests.StandIn;

// A tiny app for tests of what runs apps. It can be asked what it sees, and told to end or to start a child.
if (args is ["child"])
    return await ChildProgram.RunAsync();

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddEnvironmentVariables();
builder.Services.AddRouting();
builder.WebHost.UseKestrelCore().UseUrls($"http://localhost:{builder.Configuration["APP_PORT"]}");
await using var app = builder.Build();
app.UseRouting();
app.MapGet("/healthz", () => Results.Ok());
app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "");
app.MapGet("/process", () => Environment.ProcessId);
app.MapPost("/end/{code:int}", (int code) => Environment.Exit(code));
app.MapPost("/child", () =>
{
    using var child = Process.Start(Environment.ProcessPath!, [typeof(ChildProgram).Assembly.Location, "child"]);
    return child.Id;
});
Console.WriteLine($"stand-in for {builder.Configuration["APP_ID"]} starts");
await app.RunAsync();
return 0;
