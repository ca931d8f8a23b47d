using Daprlet.Runs;

namespace DaprShop.Tests.Daprlet.Resources.Fuzzing;

/// <summary>Thousands of run templates that nobody means: each is taken, or everything that is wrong with it is said in lines that name the file.</summary>
public sealed class RunTemplateFuzzTests : IDisposable
{
    private const string Template = """
        version: 1
        name: shop
        x-env: &env
          REGION: eu
        common:
          resourcesPath: resources
          configFilePath: config.yaml
          logLevel: info
          env: { DEBUG: true }
        apps:
          - appID: one
            appDirPath: one
            appPort: 5001
            appProtocol: http
            daprHTTPPort: 3501
            command: ["dotnet", "run"]
            env:
              <<: *env
              ROLE: api
            enableAppHealthCheck: yes
            appHealthProbeInterval: 5
            appLogDestination: console
          - appID: two
            appDirPath: ./two/
            daprGRPCPort: 50001
            resourcesPaths:
            - ../resources
            maxBodySize: 4Mi
            command:
            - python3
            - app.py
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    public RunTemplateFuzzTests()
    {
        foreach (var folder in new[] { "one", "two", "resources" })
            Directory.CreateDirectory(At(folder));
        File.WriteAllText(At("config.yaml"), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_template_is_taken_or_refused_in_lines() => FuzzRounds.RunAsync(random =>
    {
        File.WriteAllBytes(At("dapr.yaml"), MutatedText.Of(Template, random));
        try
        {
            Assert.NotEmpty(RunTemplateReader.Read(_folder, new Dictionary<string, string>()).Apps);
        }
        catch (RunTemplateException e)
        {
            Assert.All(e.Message.Split(Environment.NewLine), line => ResourceFuzzTests.AssertIsForPeople(line, At("dapr.yaml")));
        }
        return Task.CompletedTask;
    });

    private string At(string name) => Path.Combine(_folder, name);
}
