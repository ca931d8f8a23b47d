using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DaprShop.Local;

/// <summary>The command line of <c>dotnet run --project local</c>.</summary>
internal static class LocalCommand
{
    private const int MaxReplicas = 16;

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The gateway's port; 0 takes a free one.",
        DefaultValueFactory = _ => new LocalOptions().Port,
        CustomParser = ParsePort,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "The folder for databases, secrets and logs. Default: .dapr in the repository.",
        HelpName = "folder",
        Recursive = true,
        Validators = { CheckFolder },
    };

    private static readonly Option<string> Resources = new("--resources")
    {
        Description = "The folder of components. Default: components/embedded.",
        HelpName = "folder",
        Validators = { CheckFolder },
    };

    private static readonly Option<Dictionary<string, int>> Replicas = new("--replicas")
    {
        Description = "How many instances of an app run, such as products=2. May be repeated.",
        HelpName = "app=count",
        CustomParser = ParseReplicas,
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Without = new("--without")
    {
        Description = "Runs the sidecar of an app, but not the app itself, and prints the environment that the app needs. May be repeated.",
        HelpName = "app",
    };

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Shows what the apps and their sidecars write, too.",
    };

    /// <returns>0 after an orderly end, 1 after an error, which is said in one line.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var line = Create().Parse(arguments);
        if (line.Errors is [var error, ..])
        {
            await Console.Error.WriteLineAsync($"{error.Message.ReplaceLineEndings(" ")} --help lists the options.");
            return 1;
        }
        // The run handles Ctrl-C and SIGTERM itself: it has processes to end in order.
        return await line.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static RootCommand Create()
    {
        var secrets = new Command("secrets", "Creates the secrets file, unless it is there already, and does no more.");
        secrets.SetAction((result, _) => Reporting(() => SecretsCommand.Run(result.GetValue(Data))));
        var root = new RootCommand("Runs the shop on this machine: every service with its sidecar, on embedded backends.")
        {
            Port, Data, Resources, Replicas, Without, Verbose, secrets,
        };
        root.SetAction((result, _) => Reporting(() => LocalRun.RunAsync(OptionsOf(result))));
        return root;
    }

    private static LocalOptions OptionsOf(ParseResult result) => new()
    {
        Port = result.GetValue(Port),
        Data = result.GetValue(Data),
        Resources = result.GetValue(Resources),
        Replicas = result.GetValue(Replicas) ?? [],
        Without = result.GetValue(Without) ?? [],
        Verbose = result.GetValue(Verbose),
    };

    private static async Task<int> Reporting(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (LocalException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e)
        {
            // Whatever comes here is unforeseen: people get a line, not a stack trace.
            await Console.Error.WriteLineAsync($"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static int ParsePort(ArgumentResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
            return port;
        result.AddError($"--port must be 0 to 65535, not \"{string.Join(' ', result.Tokens.Select(token => token.Value))}\".");
        return 0;
    }

    private static void CheckFolder(OptionResult result)
    {
        if (result.Tokens is [var token] && (string.IsNullOrWhiteSpace(token.Value) || token.Value.Contains('\0', StringComparison.Ordinal)))
            result.AddError($"{result.Option.Name} must name a folder, not \"{token.Value}\".");
    }

    private static Dictionary<string, int>? ParseReplicas(ArgumentResult result)
    {
        var replicas = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            if (token.Value.Split('=') is [{ Length: > 0 } app, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxReplicas)
                replicas[app] = count;
            else
                result.AddError($"--replicas takes an app and a count from 1 to {MaxReplicas}, such as products=2, not \"{token.Value}\".");
        }
        return replicas;
    }
}
