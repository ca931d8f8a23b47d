using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Client;

public sealed class DaprDefaultsTests
{
    [Theory]
    [InlineData(null, null, "http://localhost:3500/")]
    [InlineData(null, "3600", "http://localhost:3600/")]
    [InlineData("https://sidecar.test:4443/path", "3600", "https://sidecar.test:4443/")]
    [InlineData("http://sidecar.test", null, "http://sidecar.test:80/")]
    [InlineData(" ", " ", "http://localhost:3500/")]
    public void The_endpoint_beats_the_port(string? endpoint, string? port, string expected) =>
        Assert.Equal(expected, DaprDefaults.GetDefaultHttpEndpoint(Configuration(("DAPR_HTTP_ENDPOINT", endpoint), ("DAPR_HTTP_PORT", port))));

    [Fact]
    public void A_port_must_be_a_number() =>
        Assert.Throws<FormatException>(() => DaprDefaults.GetDefaultHttpEndpoint(Configuration(("DAPR_HTTP_PORT", "many"))));

    [Fact]
    public void Tokens_are_empty_without_a_setting()
    {
        Assert.Equal("", DaprDefaults.GetDefaultDaprApiToken(Configuration()));
        Assert.Equal("a", DaprDefaults.GetDefaultAppApiToken(Configuration(("APP_API_TOKEN", "a"))));
    }

    [Fact]
    public void The_configuration_beats_the_environment_even_if_it_is_empty()
    {
        Environment.SetEnvironmentVariable("APP_API_TOKEN", "from the environment");
        try
        {
            Assert.Equal("from the environment", DaprDefaults.GetDefaultAppApiToken(null));
            Assert.Equal("from the environment", DaprDefaults.GetDefaultAppApiToken(new ConfigurationBuilder().Build()));
            Assert.Equal("configured", DaprDefaults.GetDefaultAppApiToken(Configuration(("APP_API_TOKEN", "configured"))));
            Assert.Equal("", DaprDefaults.GetDefaultAppApiToken(Configuration(("APP_API_TOKEN", ""))));
        }
        finally
        {
            Environment.SetEnvironmentVariable("APP_API_TOKEN", null);
        }
    }

    [Fact]
    public async Task A_registered_client_takes_address_and_token_from_the_configuration()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        await using var services = Services(services => services.AddDaprClient(), ("DAPR_HTTP_ENDPOINT", sidecar.Endpoint), ("DAPR_API_TOKEN", "secret"));

        await services.GetRequiredService<DaprClient>().SaveStateAsync("store", "k", 1);

        Assert.Equal("secret", sidecar.Request.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task What_a_registration_says_beats_the_configuration()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        await using var services = Services(
            services => services.AddDaprClient((_, builder) => builder.UseHttpEndpoint(sidecar.Endpoint).UseDaprApiToken("other")),
            ("DAPR_HTTP_ENDPOINT", "http://127.0.0.1:1"),
            ("DAPR_API_TOKEN", "secret"));

        await services.GetRequiredService<DaprClient>().SaveStateAsync("store", "k", 1);

        Assert.Equal("other", sidecar.Request.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task The_first_registration_counts_and_its_lifetime_is_as_asked()
    {
        await using var services = Services(services =>
        {
            services.AddDaprClient(lifetime: ServiceLifetime.Transient);
            services.AddDaprClient();
        });

        Assert.NotSame(services.GetRequiredService<DaprClient>(), services.GetRequiredService<DaprClient>());
    }

    [Fact]
    public async Task A_plain_client_of_the_sidecar_has_its_address_and_token()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        await using var services = Services(services => services.AddHttpClient());
        var configuration = Configuration(("DAPR_HTTP_ENDPOINT", sidecar.Endpoint), ("DAPR_API_TOKEN", "secret"));

        using var client = DaprDefaults.CreateDefaultHttpClient(services.GetRequiredService<IHttpClientFactory>(), configuration);
        await client.GetAsync("v1.0/metadata");

        Assert.Equal(("/v1.0/metadata", "secret"), (sidecar.Request.Target, sidecar.Request.Headers["dapr-api-token"]));
    }

    /// <summary>A configuration that hides the environment: what is not given is empty.</summary>
    private static IConfiguration Configuration(params (string Name, string? Value)[] settings)
    {
        string[] names = ["DAPR_HTTP_ENDPOINT", "DAPR_HTTP_PORT", "DAPR_API_TOKEN", "APP_API_TOKEN"];
        var all = names.ToDictionary(name => name, name => (string?)settings.FirstOrDefault(setting => setting.Name == name).Value ?? "");
        return new ConfigurationBuilder().AddInMemoryCollection(all!).Build();
    }

    private static ServiceProvider Services(Action<IServiceCollection> add, params (string Name, string? Value)[] settings)
    {
        var services = new ServiceCollection().AddSingleton(Configuration(settings));
        add(services);
        return services.BuildServiceProvider();
    }
}
