using System.Net;
using System.Text;
using Dapr;
using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

public sealed class BindingAndSecretTests
{
    [Fact]
    public async Task A_binding_takes_JSON_and_answers_JSON()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("[1,2]");
        using var client = sidecar.CreateClient();

        var answer = await client.InvokeBindingAsync<string, int[]>("mail", "create", "hello", new Dictionary<string, string> { ["to"] = "me" });

        Assert.Equal([1, 2], answer);
        Assert.Equal("/v1.0/bindings/mail", sidecar.Request.Target);
        Assert.Equal("""{"operation":"create","data":"hello","metadata":{"to":"me"}}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task An_empty_answer_of_a_binding_is_default()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Assert.Equal(0, await client.InvokeBindingAsync<string, int>("mail", "create", "hello"));
    }

    [Fact]
    public async Task A_binding_answers_with_bytes_and_metadata()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("<a/>", ("metadata.statuscode", "200"), ("other", "x"));
        using var client = sidecar.CreateClient();
        var request = new BindingRequest("web", "get") { Data = """{"a":1}"""u8.ToArray(), Metadata = { ["path"] = "/x" } };

        var response = await client.InvokeBindingAsync(request);

        Assert.Same(request, response.Request);
        Assert.Equal("<a/>", Encoding.UTF8.GetString(response.Data.Span));
        Assert.Equal("200", response.Metadata["statusCode"]);
        Assert.Single(response.Metadata);
        Assert.Equal("""{"operation":"get","data":{"a":1},"metadata":{"path":"/x"}}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task Data_that_is_not_JSON_is_refused_because_no_HTTP_request_could_carry_it()
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();

        await Assert.ThrowsAsync<ArgumentException>(() => client.InvokeBindingAsync(new BindingRequest("web", "get") { Data = new byte[] { 1 } }));
    }

    [Fact]
    public async Task A_failure_of_a_binding_is_a_DaprException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.InternalServerError);
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.InvokeBindingAsync("mail", "create", 1));

        Assert.StartsWith("Binding operation failed:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_its_values_by_name()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""{"admin-password":"x"}""");
        using var client = sidecar.CreateClient();

        var secret = await client.GetSecretAsync("secrets", "admin-password", new Dictionary<string, string> { ["version"] = "1" });

        Assert.Equal("x", secret["admin-password"]);
        Assert.Equal("/v1.0/secrets/secrets/admin-password?metadata.version=1", sidecar.Request.Target);
    }

    [Fact]
    public async Task All_secrets_are_read_at_once()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""{"a":{"a":"1"},"b":{"b":"2"}}""");
        using var client = sidecar.CreateClient();

        var secrets = await client.GetBulkSecretAsync("secrets");

        Assert.Equal(["1", "2"], secrets.SelectMany(secret => secret.Value.Values));
        Assert.Equal("/v1.0/secrets/secrets/bulk", sidecar.Request.Target);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_a_DaprException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.InternalServerError, "ERR_SECRET_GET");
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetSecretAsync("secrets", "none"));

        Assert.StartsWith("Secret operation failed:", exception.Message, StringComparison.Ordinal);
    }
}
