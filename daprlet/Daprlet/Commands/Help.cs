namespace Daprlet.Commands;

/// <summary>What <c>daprlet --help</c> says.</summary>
internal static class Help
{
    public static string Text => $"""
        daprlet is a Dapr sidecar for one machine, with embedded backends.

        Usage:
          daprlet --app-id ID [FLAGS]              one sidecar, in daprd's place
          daprlet run -f FILE-OR-FOLDER            all apps of a run template, with a sidecar each
          daprlet run [FLAGS] [--] COMMAND ...     one app with a sidecar, as "dapr run"
          daprlet configuration ...                settings of configuration.sqlite
          daprlet COMMAND --help                   what a command takes

        Examples:
          daprlet --app-id orders --app-port 5000 --resources-path components
          daprlet run -f dapr.yaml
          daprlet run -a orders -p 5000 --resources-path components -- dotnet run

        Flags of a sidecar:
        {FlagHelp.Of(FlagUse.Sidecar)}
        """;
}
