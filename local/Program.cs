using DaprShop.Local;

return await LocalCommand.RunAsync(args);
