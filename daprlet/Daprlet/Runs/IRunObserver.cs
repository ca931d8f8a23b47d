using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>What a run tells the one who started it. Calls come from any thread, several at once.</summary>
public interface IRunObserver
{
    /// <summary>A sidecar listens.</summary>
    void SidecarStarted(RunApp app, ApiPorts ports);

    /// <summary>An app's process has been started, for the first time or again.</summary>
    void AppStarted(RunApp app, int processId);

    /// <summary>
    /// The sidecar is ready, and so is its app if it has one: it is reachable, healthy, and its subscriptions have started; one that has no port has lived for some seconds. Told once.
    /// </summary>
    void AppReady(RunApp app);

    /// <summary>An app that had ended answers again.</summary>
    /// <param name="after">The time since it ended.</param>
    void AppReadyAgain(RunApp app, TimeSpan after)
    {
    }

    /// <summary>An app's process has ended without being told to.</summary>
    /// <param name="restartIn">When it is started again; null when it is not.</param>
    void AppEnded(RunApp app, int exitCode, TimeSpan? restartIn);

    /// <summary>An app's program is not there, or is none; it is not tried again.</summary>
    /// <param name="reason">What is wrong, and what to do.</param>
    void AppCannotStart(RunApp app, string reason)
    {
    }

    /// <summary>An app has written a line.</summary>
    void AppLine(RunApp app, string line);

    /// <summary>A sidecar has logged a line.</summary>
    void SidecarLine(RunApp app, string line);
}
