using Daprlet.Hosting;

return await SidecarCommand.RunAsync(args);
