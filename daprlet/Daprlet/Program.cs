using Daprlet.Commands;
using Daprlet.Processes;
using Daprlet.Runs;

return args switch
{
    [HiddenCommands.Launch, .. var command] => Launcher.Run(command),
    [HiddenCommands.Guard, .. var lockFile] => await Guardian.RunAsync(Console.In, lockFile.FirstOrDefault()),
    ["run", .. var arguments] => await RunCommand.RunAsync(arguments),
    _ => await SidecarCommand.RunAsync(args),
};
