using System.IO.Pipelines;

namespace Daprlet.Invocation;

/// <summary>Reads what a caller sends in order to pass it on.</summary>
internal static class RelayedReader
{
    /// <summary>
    /// Reads the next piece. Before it waits for the caller, what has been written goes out, the head of the request included, for the callee may have
    /// something to say first.
    /// </summary>
    public static async ValueTask<ReadResult> ReadAsync(this PipeReader caller, Stream callee, CancellationToken cancellationToken)
    {
        if (caller.TryRead(out var result))
            return result;
        await callee.FlushAsync(cancellationToken);
        return await caller.ReadAsync(cancellationToken);
    }
}
