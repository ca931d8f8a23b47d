using System.CommandLine;
using DaprShop.Local;

// The run handles Ctrl-C and SIGTERM itself: it has processes to end in order.
return await LocalCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
