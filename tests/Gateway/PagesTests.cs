using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

public sealed class PagesTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task The_first_page_leads_to_the_API()
    {
        var response = await gateway.Client.GetAsync("/");

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("href=\"/swagger\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/index.css", "text/css")]
    [InlineData("/index.js", "text/javascript")]
    [InlineData("/api.js", "text/javascript")]
    public async Task What_the_first_page_needs_is_there_for_everybody(string path, string type)
    {
        var response = await gateway.Client.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Swagger_UI_offers_every_services_document()
    {
        var page = await gateway.Client.GetStringAsync("/swagger/index.html");
        var script = await gateway.Client.GetStringAsync("/swagger/index.js");

        Assert.Contains("DaprShop", page, StringComparison.Ordinal);
        Assert.All(new[] { "users", "products", "orders", "baskets", "notifications", "gateway" }, service =>
            Assert.Contains($"/openapi/{service}.json", page + script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_services_document_holds_what_is_forwarded_and_points_to_the_gateway()
    {
        await using var own = await GatewayHost.StartAsync();
        own.Products.Answer = context => context.Response.WriteAsync("""
            {
              "openapi": "3.0.4",
              "servers": [{ "url": "http://localhost:5102" }],
              "paths": { "/api/v1/products": {}, "/api/v1/products/{id}": {}, "/internal/v1/stock": {}, "/events/orders": {}, "/api/v1/productsx": {} }
            }
            """);

        var document = await own.Client.GetFromJsonAsync<JsonObject>("/openapi/products.json");

        Assert.Equal("/openapi/v1.json", own.Products.Received.Last().Target);
        Assert.Equal("""[{"url":"/"}]""", document!["servers"]!.ToJsonString());
        Assert.Equal(["/api/v1/products", "/api/v1/products/{id}"], document["paths"]!.AsObject().Select(path => path.Key));
    }

    [Fact]
    public async Task The_gateways_own_document_holds_what_it_answers_across_services()
    {
        var document = (await gateway.Client.GetFromJsonAsync<JsonObject>("/openapi/gateway.json"))!;

        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key} {path.Key}"));
        Assert.Equal(["get /api/v1/ops/dead-letters", "post /api/v1/ops/dead-letters/{id}/replay"], operations);
        var list = document["paths"]!["/api/v1/ops/dead-letters"]!["get"]!;
        Assert.Equal("#/components/schemas/DeadLetterPage", (string?)list["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal(
            ["items", "page", "pageSize", "total", "unavailable"],
            document["components"]!["schemas"]!["DeadLetterPage"]!["properties"]!.AsObject().Select(property => property.Key));
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
        {
            Assert.NotNull(operation.Value!["summary"]);
            Assert.NotNull(operation.Value["security"]);
        });
    }

    [Fact]
    public async Task The_document_of_a_service_that_is_down_gets_503()
    {
        await using var own = await GatewayHost.StartAsync();
        await own.Products.StopAppAsync();

        await Problem.ReadAsync(await own.Client.GetAsync("/openapi/products.json"), HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/swagger/index.html")]
    [InlineData("/api/v1/products")]
    [InlineData("/api/v1/orders")]
    [InlineData("/nowhere")]
    [InlineData("/healthz")]
    public async Task Every_answer_tells_browsers_to_be_careful_and_names_no_server(string path)
    {
        var response = await gateway.Client.GetAsync(path);

        Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_path_that_is_not_there_gets_a_problem()
    {
        Assert.Equal("not_found", (await Problem.ReadAsync(await gateway.Client.GetAsync("/nowhere"), HttpStatusCode.NotFound)).Code);
        await Problem.ReadAsync(await gateway.Client.PostAsync("/nowhere", null), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Health_is_open() => Assert.Equal("Healthy", await gateway.Client.GetStringAsync("/healthz"));
}
