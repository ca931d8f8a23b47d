using Daprlet.Commands;
using Daprlet.Processes;
using Daprlet.Resources;
using Daprlet.Runs;

try
{
    return args switch
    {
        [HiddenCommands.Launch, .. var command] => Launcher.Run(command),
        [HiddenCommands.Guard, .. var lockFile] => await Guardian.RunAsync(Console.In, lockFile.FirstOrDefault()),
        ["run", .. var arguments] => await RunCommand.RunAsync(arguments),
        ["configuration", .. var arguments] => await ConfigurationCommand.RunAsync(arguments, Console.Out, Console.Error),
        ["help", "run"] => await RunCommand.RunAsync(["--help"]),
        ["help", "configuration"] => await ConfigurationCommand.RunAsync([], Console.Out, Console.Error),
        [] or ["help"] => await SidecarCommand.RunAsync(["--help"]),
        _ => await SidecarCommand.RunAsync(args),
    };
}
catch (Exception e)
{
    // Whatever comes here is a fault of daprlet's: people get a line, not a stack trace.
    await Console.Error.WriteLineAsync(SingleLine.Of($"Fatal error: {e.GetType().Name}: {e.Message}"));
    return 1;
}
