using DaprShop.Gateway;
using DaprShop.Gateway.Documents;
using DaprShop.Gateway.Forwarding;
using DaprShop.Gateway.Operations;
using DaprShop.Gateway.Pages;
using DaprShop.ServiceDefaults;
using DaprShop.ServiceDefaults.Requests;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddForwarding();
builder.AddOperations();
builder.AddRateLimits();
builder.Services.AddSingleton<AllowedVerbs>();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseMiddleware<HeadRequests>();
app.UseSafeRequests();
app.UseRouting();
app.UseRateLimiter();
app.UseDocumentsPage();
app.UseServiceDefaults(openApi: false);
app.MapForwarding();
app.MapDocuments();
app.MapOperations();
app.MapIndexPage();
app.MapNotFound();
app.Run();
