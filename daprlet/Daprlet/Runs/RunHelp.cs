using Daprlet.Commands;

namespace Daprlet.Runs;

/// <summary>What <c>daprlet run --help</c> says.</summary>
internal static class RunHelp
{
    public static string Text => $"""
        Runs apps with a sidecar each, as "dapr run" does, until Ctrl-C.

        Usage:
          daprlet run -f FILE-OR-FOLDER            all apps of a run template
          daprlet run [FLAGS] [--] COMMAND ...     one app; its command begins with the first word that is no flag
          daprlet run [FLAGS]                      a sidecar alone, which waits for its app

        Examples:
          daprlet run -f .
          daprlet run --app-id orders --app-port 5000 --resources-path components -- dotnet run
          daprlet run -a orders -p 5000 -H 3500 --resources-path components node app.js
          envsubst < template.yaml | daprlet run -f -

        Flags:
        {FlagHelp.Of(FlagUse.Run)}
        """;
}
