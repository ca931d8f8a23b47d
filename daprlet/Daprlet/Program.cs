using Daprlet.Commands;
using Daprlet.Processes;
using Daprlet.Runs;

return args switch
{
    [HiddenCommands.Launch, .. var command] => Launcher.Run(command),
    [HiddenCommands.Guard, .. var lockFile] => await Guardian.RunAsync(Console.In, lockFile.FirstOrDefault()),
    ["run", .. var arguments] => await RunCommand.RunAsync(arguments),
    ["configuration", .. var arguments] => await ConfigurationCommand.RunAsync(arguments, Console.Out, Console.Error),
    _ => await SidecarCommand.RunAsync(args),
};
