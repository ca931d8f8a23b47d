using DaprShop.Benchmarks;

return args switch
{
    [] => await Comparison.RunAsync(),
    [Comparison.Shop] => await Comparison.RunShopAsync(),
    [Comparison.OfTransports] => await Comparison.RunTransportsAsync(),
    [OrdersUnderFlood.Argument] => await OrdersUnderFlood.CompareAsync(),
    [Comparison.Starts] => await Comparison.RunStartsAsync(),
    [ChildProcess.App, var folder] => await Servers.RunAppAsync(folder),
    [ChildProcess.Sidecars, var appPort, var folder] => await Servers.RunSidecarsAsync(int.Parse(appPort), folder),
    [ChildProcess.ActorApp, var sidecarPort] => await ActorServers.RunAppAsync(int.Parse(sidecarPort)),
    [ChildProcess.ActorSidecar, var sidecarPort, var appPort, var folder] => await ActorServers.RunSidecarAsync(int.Parse(sidecarPort), int.Parse(appPort), folder),
    [ChildProcess.Start, var transport] => await SidecarStarts.RunAsync(transport),
    [ChildProcess.Products, var products, var folder] => await ProductsServers.RunAsync(int.Parse(products), folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Benchmarks [{Comparison.Shop} | {Comparison.OfTransports} | {Comparison.Starts} | {OrdersUnderFlood.Argument}]");
    return 2;
}
