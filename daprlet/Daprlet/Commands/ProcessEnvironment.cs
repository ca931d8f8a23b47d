using System.Collections;
using Daprlet.Http;

namespace Daprlet.Commands;

/// <summary>The environment variables of this process.</summary>
internal static class ProcessEnvironment
{
    /// <exception cref="FlagException">A proxy is none.</exception>
    public static IReadOnlyDictionary<string, string> Read()
    {
        if (EnvironmentProxy.FindProblem(Environment.GetEnvironmentVariable) is { } problem)
            throw new FlagException(problem);
        return Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
    }
}
