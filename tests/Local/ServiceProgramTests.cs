using Daprlet.Runs;
using Daprlet.Sidecars;
using DaprShop.Local;

namespace DaprShop.Tests.Local;

public sealed class ServiceProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-service-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_service_that_is_not_built_is_refused_with_the_command_that_builds_it() =>
        Assert.Contains("dotnet build", Assert.Throws<LocalException>(() => ServiceProgram.Check(App("Users.dll"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_service_that_is_built_is_taken()
    {
        File.WriteAllText(Path.Combine(_folder, "Users.dll"), "");
        ServiceProgram.Check(App("Users.dll"));
    }

    [Fact]
    public void The_services_run_as_this_program_was_built() =>
        Assert.Equal(["dotnet", Path.Combine("bin", Repository.Configuration, "net10.0", "Users.dll"), "bin"], ServiceProgram.CommandFor(App("bin/Debug/net10.0/Users.dll", "bin")));

    private RunApp App(params string[] command) =>
        new() { Sidecar = new SidecarOptions { AppId = "users" }, Directory = _folder, Command = ["dotnet", .. command] };
}
